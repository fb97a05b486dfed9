export { PictureError } from '../errors.ts';
export { decodePng } from './decode-png.ts';
export type { Picture } from './picture.ts';
export {
  type PictureClass,
  type PictureDataset,
  type PictureFile,
  type PictureOptions,
  pictureDataset,
} from './picture-dataset.ts';
