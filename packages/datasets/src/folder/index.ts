export { type ImageFolderOptions, loadImageFolder } from './image-folder.ts';
