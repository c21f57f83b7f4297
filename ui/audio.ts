import { audioPlayer } from './audio-player.ts';
import { startPage } from './page.ts';

void startPage('Audio player', audioPlayer);
