/** The files worker's entry. */
import type { FilesApi } from '../files-protocol';
import { createServer, type Port } from '../rpc';
import { createFilesService } from './files-service';

createServer<FilesApi>(globalThis as unknown as Port, createFilesService());
