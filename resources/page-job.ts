import { pageResource } from './_page.ts';

export default pageResource('job', {
  title: 'Job monitor',
  description: 'Page in which a host follows a job and shows what it made.',
});
