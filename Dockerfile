# Cardstock: production dependencies only, not root. The server has no build step (TypeScript is run as
# it is); the pages have one, in a stage of its own.
#
# Where no clients are configured, the service answers this machine only ("open mode"): in a container
# that is the container itself. It says so at the start and refuses a HOST beyond loopback.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.browser.json vite.config.ts ./
RUN npm ci --ignore-scripts
COPY src ./src
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production CARDSTOCK_DATA=/data NODE_COMPILE_CACHE=/app/.compile-cache
WORKDIR /app
RUN mkdir /data .compile-cache && chown node:node /data .compile-cache
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json openapi.yaml LICENSE NOTICE ./
COPY --from=pages /app/dist ./dist
COPY cards ./cards
COPY src ./src
COPY services ./services
USER node
# One start and a graceful stop: fails the build where the service does not start, and fills the compile
# cache (kept per user), which saves a third of the start.
RUN CARDSTOCK_DATA=/tmp/first-start timeout --preserve-status 10 \
    node src/cli/main.ts serve \
  && rm -r /tmp/first-start
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/livez').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/cli/main.ts", "serve"]
