import { artifactsOf, type Shown } from './artifacts.ts';
import { audioPlayer, isAudio } from './audio-player.ts';
import { films } from './film.ts';
import { imageGrid, isImage } from './image-grid.ts';
import { startPage } from './page.ts';

/** A job may have made anything that a tool makes. */
function anything(shown: Shown): readonly Node[] {
  const made = artifactsOf(shown);
  const isSpeech = made.some(isAudio) || Array.isArray(shown.fields.segments);
  return [...films(shown), ...(made.some(isImage) ? imageGrid(shown) : []), ...(isSpeech ? audioPlayer(shown) : [])];
}

void startPage('Job', anything);
