import { startPage } from './page.ts';
import { searchView } from './search-view.ts';

void startPage('Search results', searchView);
