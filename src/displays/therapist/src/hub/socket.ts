/** How long after a connection was lost the next one is tried, at least and at most; ms. */
const shortest = 500;
const longest = 8_000;

/** A WebSocket of the hub's that comes back by itself until it is closed. Several pages of one hub do not come back in step. */
export interface Feed {
  close(): void;
}

export function openFeed(address: string, told: (message: unknown) => void, isOpen: (open: boolean) => void): Feed {
  let socket: WebSocket | null = null;
  let timer = 0;
  let wait = shortest;
  let isWanted = true;

  const open = (): void => {
    socket = new WebSocket(new URL(address, location.href.replace(/^http/, 'ws')));
    socket.onopen = () => {
      wait = shortest;
      isOpen(true);
    };
    socket.onmessage = ({ data }) => told(JSON.parse(data as string));
    socket.onclose = () => {
      isOpen(false);
      if (isWanted) {
        timer = window.setTimeout(open, wait * (0.5 + Math.random()));
        wait = Math.min(longest, wait * 2);
      }
    };
  };

  open();
  return {
    close() {
      isWanted = false;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
