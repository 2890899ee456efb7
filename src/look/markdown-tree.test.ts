import { describe, expect, test } from '@jest/globals'
import { markdownTree, type Node, safeHref } from './markdown-tree.ts'

const p = (...children: Node[]): Node => ({ tag: 'p', children })

describe('what cards write', () => {
  test('paragraphs, strong, emphasis, code and line breaks', () => {
    expect(markdownTree('**eGFR** _27_ `a<b`\n\nNext')).toEqual([
      p({ tag: 'strong', children: ['eGFR'] }, ' ', { tag: 'em', children: ['27'] }, ' ', {
        tag: 'code',
        children: ['a<b'],
      }),
      p('Next'),
    ])
  })

  test('lists and tables', () => {
    expect(markdownTree('- a\n- b')).toEqual([
      {
        tag: 'ul',
        children: [
          { tag: 'li', children: ['a'] },
          { tag: 'li', children: ['b'] },
        ],
      },
    ])
    expect(markdownTree('3. a')).toEqual([
      { tag: 'ol', start: 3, children: [{ tag: 'li', children: ['a'] }] },
    ])
    expect(markdownTree('| a |\n|---|\n| 1 |')).toEqual([
      {
        tag: 'table',
        children: [
          {
            tag: 'thead',
            children: [{ tag: 'tr', children: [{ tag: 'th', children: ['a'] }] }],
          },
          {
            tag: 'tbody',
            children: [{ tag: 'tr', children: [{ tag: 'td', children: ['1'] }] }],
          },
        ],
      },
    ])
  })

  test('character references of escaped data are read, once', () => {
    expect(markdownTree('1 &lt; 2 &#58;&#x2F; &amp;lt; \\* &unknown;')).toEqual([
      p('1 < 2 :/ &lt; ', '*', ' &unknown;'),
    ])
  })

  test('a heading is a strong paragraph', () => {
    expect(markdownTree('# Title')).toEqual([p({ tag: 'strong', children: ['Title'] })])
  })
})

describe('what a card must not do', () => {
  test('raw HTML is text', () => {
    const html = '<img src=x onerror=alert(1)>'
    expect(markdownTree(html)).toEqual([html])
    expect(markdownTree('a <b>c</b>')).toEqual([p('a ', '<b>', 'c', '</b>')])
  })

  test('a picture is its description', () => {
    expect(markdownTree('![who looks](https://example.org/a.png)')).toEqual([p('who looks')])
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', '/relative', 'vbscript:x'])(
    'no link to %s',
    (address) => {
      expect(safeHref(address)).toBeUndefined()
      expect(markdownTree(`[go](${address})`)).toEqual([p('go')])
    },
  )

  test('links to pages and mail stay', () => {
    expect(markdownTree('[go](https://example.org/a)')).toEqual([
      p({ tag: 'a', href: 'https://example.org/a', children: ['go'] }),
    ])
    expect(safeHref('mailto:a@example.org')).toBe('mailto:a@example.org')
  })
})
