import { config } from 'zod'

// zod would make code from text to be faster, and try whether it may: the page's policy forbids both.
config({ jitless: true })
