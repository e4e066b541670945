import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin } from 'vite';
import type { Card, Sample, WatchMessage } from '../src/hub/shapes';

/**
 * A hub to practise on, for `npm run dev` and `vite preview`: it says what the scenes say, with beams that move. It takes any name and password, and keeps nothing.
 */
export const practiceHub = (): Plugin => ({
  name: 'practice-hub',
  configureServer: ({ httpServer, middlewares }) => practise(httpServer as Server | null, middlewares),
  configurePreviewServer: ({ httpServer, middlewares }) => practise(httpServer as Server, middlewares),
});

type Middlewares = { use: (handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void) => unknown };

const scene = (name: string): unknown => JSON.parse(readFileSync(new URL(`scenes/${name}.json`, import.meta.url), 'utf8'));

/** Which scene answers; the first that fits. */
const answers: readonly (readonly [RegExp, string])[] = [
  [/^GET \/api\/me$/, 'me'], [/^GET \/api\/wall$/, 'wall'], [/^GET \/api\/accounts$/, 'accounts'], [/^POST \/api\/accounts$/, 'account'], [/^GET \/api\/audit$/, 'audit'],
  [/^GET \/api\/alarms\/rate$/, 'rate'], [/\/band\/preview$/, 'preview'], [/\/band$/, 'band'], [/\/code$/, 'code'], [/\/(plan|proposals)$/, 'plan'], [/\/sessions\/s8$/, 'report-long'], [/\/sessions\/[^/]+$/, 'report'], [/^GET \/api\/patients\/[^/]+$/, 'patient'],
];

function practise(server: Server | null, middlewares: Middlewares): void {
  let isSignedIn = process.env['PRACTICE_SIGNED_IN'] === '1';
  middlewares.use((request, response, next) => {
    const path = request.url ?? '';
    const asked = `${request.method} ${path.split('?')[0]}`;
    if (!path.startsWith('/api/')) {
      next();
      return;
    }

    const say = (status: number, body?: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
    };
    isSignedIn = asked === 'POST /api/sign-in' || (isSignedIn && asked !== 'POST /api/sign-out');
    const found = answers.find(([pattern]) => pattern.test(asked));
    switch (asked) {
      case 'GET /api/health':
        return say(200, { link: 'up', waiting: 0 });
      case 'GET /api/antiforgery':
        return say(200, { token: 'practice' });
      case 'GET /api/sign-in/methods':
        return say(200, { password: true, openId: { name: 'Helse-ID' } });
      default:
        return !isSignedIn ? say(401) : found ? say(200, scene(found[1])) : say(204);
    }
  });
  server?.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (request.url === '/api/live') {
      wall(accepted(request, socket));
    } else if (/^\/api\/patients\/[^/]+\/live$/.test(request.url ?? '')) {
      patient(accepted(request, socket));
    }
  });
}

interface Told {
  say: (message: unknown) => void;
  every: (ms: number, act: (turn: number) => void) => void;
}

/** A WebSocket that only speaks (RFC 6455): what the page says, which is nothing, is not read. */
function accepted(request: IncomingMessage, socket: Duplex): Told {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.on('error', () => socket.destroy());
  socket.resume();
  return {
    say(message) {
      const body = Buffer.from(JSON.stringify(message));
      socket.write(Buffer.concat([Buffer.from([0x81, ...lengthOf(body.length)]), body]));
    },
    every(ms, act) {
      let turn = 0;
      const timer = setInterval(() => act(turn++), ms);
      socket.on('close', () => clearInterval(timer));
    },
  };
}

/** As short as it can be: browsers take nothing else. */
const lengthOf = (bytes: number): number[] =>
  bytes < 126 ? [bytes] : bytes < 65_536 ? [126, bytes >> 8, bytes & 255] : [127, 0, 0, 0, 0, bytes >>> 24, (bytes >> 16) & 255, (bytes >> 8) & 255, bytes & 255];

function wall({ say, every }: Told): void {
  const cards = scene('wall') as Card[];
  const moved = (turn: number) => cards.map((card, index) => (card.live?.beamDeg == null ? card : {
    ...card, live: { ...card.live, ageS: 0.2, beamDeg: Math.round((card.live.beamDeg + Math.sin(turn / 3 + index)) * 10) / 10 },
  }));
  say(moved(0));
  every(500, (turn) => say(moved(turn)));
}

function patient({ say, every }: Told): void {
  const messages = scene('live') as WatchMessage[];
  messages.forEach(say);
  const samples = messages.flatMap((message) => (message.type === 'samples' ? message.samples : []));
  every(100, (turn) => say({ type: 'samples', samples: sixAfter(samples, turn) }));
}

/** The same seconds again and again, on a clock that goes on. */
const sixAfter = (samples: readonly Sample[], turn: number): Sample[] => Array.from({ length: 6 }, (_, i) => {
  const at = turn * 6 + i;
  return { ...samples[Math.floor(at / 2) % samples.length]!, sensorT: 120 + at / 60 };
});
