import { artifactsOf } from './artifacts.ts';
import { imageGrid, isImage } from './image-grid.ts';
import { startPage } from './page.ts';

void startPage('Images', (shown) => (artifactsOf(shown).some(isImage) ? imageGrid(shown) : []));
