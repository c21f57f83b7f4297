import { createIsomorphicCanvasFactory } from 'unpdf';
import { canvasModule, greyPicture, type Picture } from './ocr-picture.ts';
import { openPdf, type Pdf } from './pdf-open.ts';
import { shrinkImages } from './pdf-scan-image.ts';

/** Dots an inch that letters of a usual size need, and more than which none need. */
const [LEAST, MOST] = [200 / 72, 300 / 72];
const MAX_PIXELS = 12_000_000;

export type Rendered = { readonly picture: Picture /** Points that a pixel has. */; readonly scale: number };

export type PageRenderer = {
  /** `pixelsPerPoint` is what its images have; 0 when unknown. */
  render(page: number, pixelsPerPoint: number): Promise<Rendered>;
};

/** Draws pages of a PDF as grey pictures. The document is opened a second time, as one that can be drawn, when first needed. */
export function createPageRenderer(bytes: Uint8Array): PageRenderer {
  let opened: Promise<Pdf> | undefined;
  const open = async (): Promise<Pdf> =>
    openPdf(bytes, { CanvasFactory: await createIsomorphicCanvasFactory(canvasModule) });
  return {
    async render(number, pixelsPerPoint) {
      opened ??= open();
      const page = await (await opened).getPage(number);
      const paper = page.getViewport({ scale: 1 });
      const wanted = Math.min(MOST, Math.max(LEAST, pixelsPerPoint || MOST));
      const scale = Math.min(wanted, Math.sqrt(MAX_PIXELS / (paper.width * paper.height)));
      const viewport = page.getViewport({ scale });
      const width = Math.max(1, Math.round(viewport.width));
      const height = Math.max(1, Math.round(viewport.height));
      const { createCanvas } = await canvasModule();
      const canvas = createCanvas(width, height);
      const context = canvas.getContext('2d');
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, width, height);
      // pdf.js's types want a browser's canvas; the package's own is one in all that is drawn with.
      const target = { canvas, canvasContext: context } as unknown as Pick<
        Parameters<typeof page.render>[0],
        'canvas' | 'canvasContext'
      >;
      shrinkImages(page.objs, width * height);
      shrinkImages(page.commonObjs, width * height);
      await page.render({ ...target, viewport }).promise;
      const picture = greyPicture(context.getImageData(0, 0, width, height).data, width, height);
      page.cleanup();
      return { picture, scale: 1 / scale };
    },
  };
}
