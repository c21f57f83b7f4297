/** Loaded for its effect: it puts itself where pdf.js looks for the part that decodes. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.min.mjs';
