import { pageResource } from './_page.ts';

export default pageResource('audio', {
  title: 'Audio player',
  description: 'Page in which a host plays speech and follows its transcript.',
});
