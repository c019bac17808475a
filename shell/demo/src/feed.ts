import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Book } from './book.js';

/** Sends every order to every subscriber of `/feed` as it is placed. */
export function openFeed(server: Server, book: Book): { readonly subscribers: () => number } {
  const sockets = new WebSocketServer({ server, path: '/feed' });
  sockets.on('connection', (socket) => {
    const unsubscribe = book.subscribe((order) => socket.send(JSON.stringify(order)));
    socket.on('error', () => socket.terminate());
    socket.on('close', unsubscribe);
    socket.send(JSON.stringify({ hello: 'orders', size: book.size }));
  });
  return { subscribers: () => sockets.clients.size };
}
