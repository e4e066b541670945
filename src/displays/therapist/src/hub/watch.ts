import { noTrace, withEvent, withSamples, type Trace } from '../model/trace';
import { liveOf } from './hub';
import { openFeed, type Feed } from './socket';
import type { HomeState, Sample, WatchMessage, WatchState } from './shapes';

/** One patient who is watched, from opening to closing: what is drawn at the pace of the screen is kept out of what is laid out. */
export class Watch {
  trace: Trace = noTrace;
  /** When samples came last; the page's own clock, ms. */
  heardAt = -Infinity;

  private readonly feed: Feed;

  constructor(
    patient: string,
    private readonly told: {
      readonly state: (state: HomeState) => void;
      readonly watch: (state: WatchState | 'lost', reason: string | null) => void;
      readonly samples: (newest: Sample) => void;
      readonly event: () => void;
    },
  ) {
    this.feed = openFeed(liveOf(patient), (message) => this.take(message as WatchMessage), (open) => {
      if (!open) {
        this.heardAt = -Infinity;
        told.watch('lost', null);
      }
    });
  }

  close(): void {
    this.feed.close();
  }

  private take(message: WatchMessage): void {
    switch (message.type) {
      case 'samples':
        this.trace = withSamples(this.trace, message.samples);
        this.heardAt = performance.now();
        if (message.samples.length > 0) {
          this.told.samples(message.samples.at(-1)!);
        }

        break;
      case 'event':
        this.trace = withEvent(this.trace, message);
        this.told.event();
        break;
      case 'state':
        this.told.state(message.state);
        break;
      case 'watch':
        this.told.watch(message.state, message.reason);
        break;
    }
  }
}
