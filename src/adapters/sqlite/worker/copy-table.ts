import type { StoredImage } from '../catalog.js';
import { imageBytes, pageSize } from '../image.js';
import { composeDatabase } from '../pages/compose-database.js';
import { nameKey } from '../schema-object.js';
import type { Workspace } from './connection.js';

/** A database with this table and its indexes alone, whatever else lies in the image. */
export function copyTable(workspace: Workspace, name: string, { image, schema }: StoredImage): Uint8Array {
  const objects = schema.filter(({ table, type }) => nameKey(table) === nameKey(name) && type !== 'view');
  let copy = new Uint8Array(0);
  composeDatabase(
    workspace.engine.sql,
    [{ bytes: imageBytes(image), schema, objects }],
    { userVersion: 0, applicationId: 0, changeCounter: 1 },
    {
      begin: (pageCount) => {
        copy = new Uint8Array(pageCount * pageSize);
      },
      page: (number) => copy.subarray((number - 1) * pageSize, number * pageSize),
    },
  );
  return copy;
}
