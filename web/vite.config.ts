/// <reference types="vitest/config" />
import { defineConfig } from 'vite'

// Where `npm run dev` finds a running Wharf.
const wharf = process.env['WHARF_URL'] ?? 'http://127.0.0.1:8484'

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    // The content security policy allows no data: scripts and no inline modules.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      onwarn: (warning, warn) => {
        // Libraries mark their files for server rendering ("use client"); there is none here.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
      output: {
        // What every page needs, apart from our own code, so that a new version of Wharf leaves it cached.
        manualChunks: {
          react: ['react', 'react-dom', '@tanstack/react-router', '@tanstack/react-query'],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': wharf, '/oauth': wharf },
  },
  test: { include: ['src/**/*.test.ts'] },
})
