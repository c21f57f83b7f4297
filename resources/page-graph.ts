import { pageResource } from './_page.ts';

export default pageResource('graph', {
  title: 'Search results',
  description: 'Page in which a host shows what a search found, and draws the entities that connect it.',
});
