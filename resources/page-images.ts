import { pageResource } from './_page.ts';

export default pageResource('images', {
  title: 'Image grid',
  description: 'Page in which a host shows the images that a tool made.',
});
