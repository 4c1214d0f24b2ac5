// Written by scripts/build-page.mjs into dist/docs/page-assets.js: src/docs/page bundled.

/** Classic script, one IIFE. */
export declare const pageScript: string;
export declare const pageStyle: string;
