import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { settings, word } from '../clinic';
import type { HomeState, Sample } from '../hub/shapes';
import type { Watch } from '../hub/watch';
import { columnsOf, silentAfter, traceS, type Trace } from '../model/trace';

type Limits = NonNullable<HomeState['limits']>;

/** The trace of the last seconds: what is judged in its band, the beam behind it, below them the stance, above them the repetitions. */
export function Plot({ watch, limits, isSilent }: { watch: { readonly current: Watch | null }; limits: Limits; isSilent: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const current = useRef(limits);
  current.current = limits;
  useEffect(() => {
    const host = place.current!;
    const colours = coloursOf(host);
    const plot = new uPlot(optionsOf(colours, () => current.current, () => watch.current?.trace ?? null, () => ({ width: host.clientWidth, height: host.clientHeight })), [[], [], []], host);
    const size = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: host.clientHeight }));
    size.observe(host);
    let frame = 0;
    let drawn: Trace | null = null;
    const draw = (): void => {
      const open = watch.current;
      // A trace that stands still is taken away: it would look live.
      const trace = open && performance.now() - open.heardAt <= silentAfter ? open.trace : null;
      if (trace !== drawn) {
        drawn = trace;
        plot.setData(trace ? columnsOf(trace) : [[], [], []], false);
        plot.setScale('x', { min: -traceS, max: 0 });
      }

      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(frame);
      size.disconnect();
      plot.destroy();
    };
  }, [settings.value.language]);
  return (
    <div class="plot-frame">
      <div class="plot" ref={place} role="img" aria-label={word('live.plot')} />
      {isSilent && <p class="no-data">{word('live.silent')}</p>}
    </div>
  );
}

type Colours = Readonly<Record<'ink' | 'quiet' | 'line' | 'level' | 'off' | 'band' | 'over' | 'ground', string>>;

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'), quiet: of('--quiet'), line: of('--line'), level: of('--level'), off: of('--off'), band: of('--band'), over: of('--over'), ground: of('--raised'),
  };
}

const stanceTall = 14;

function optionsOf(colours: Colours, limits: () => Limits, trace: () => Trace | null, size: () => { width: number; height: number }): uPlot.Options {
  const font = '12px system-ui, sans-serif';
  return {
    ...size(),
    legend: { show: false },
    cursor: { show: false },
    padding: [22, 12, stanceTall + 6, 0],
    scales: {
      x: { time: false, range: [-traceS, 0] },
      y: { range: (_, least, most) => rangeOf(limits(), least, most) },
    },
    series: [
      {},
      { stroke: colours.quiet, width: 1, spanGaps: false, points: { show: false } },
      { stroke: colours.level, width: 2.5, spanGaps: false, points: { show: false } },
    ],
    axes: [
      { stroke: colours.quiet, font, grid: { show: false }, ticks: { show: false }, values: (_, ticks) => ticks.map((tick) => (tick === 0 ? word('age.moment') : word('live.seconds', { count: Math.abs(tick) }))) },
      { stroke: colours.quiet, font, grid: { stroke: colours.line, width: 1 }, ticks: { show: false }, values: (_, ticks) => ticks.map((tick) => `${tick}°`), size: 44 },
    ],
    hooks: {
      drawClear: [(plot) => drawBand(plot, colours, limits())],
      draw: [(plot) => drawSaid(plot, colours, trace())],
    },
  };
}

/** The limits are always in the picture, and a quiet trace does not fill it. */
function rangeOf(limits: Limits, least: number | null, most: number | null): [number, number] {
  const alert = limits[0]?.alertDeg ?? 6;
  return [Math.min(-alert * 1.3, least ?? 0, -8), Math.max(alert * 1.6, most ?? 0, 8)];
}

function drawBand(plot: uPlot, colours: Colours, limits: Limits): void {
  const [first] = limits;
  if (!first) {
    return;
  }

  const { ctx, bbox } = plot;
  const y = (degrees: number) => plot.valToPos(degrees, 'y', true);
  const warn = first.warnDeg ?? first.alertDeg;
  const hike = limits.find((limit) => limit.kind === 'hike');
  const lowest = first.kind === 'unlevel' ? -warn : hike ? -hike.alertDeg : null;
  ctx.save();
  ctx.fillStyle = colours.band;
  const [top, bottom] = [y(warn), lowest === null ? bbox.top + bbox.height : y(lowest)];
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.strokeStyle = colours.off;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const at of [first.alertDeg, ...(first.kind === 'unlevel' ? [-first.alertDeg] : hike ? [-hike.alertDeg] : [])]) {
    ctx.beginPath();
    ctx.moveTo(bbox.left, y(at));
    ctx.lineTo(bbox.left + bbox.width, y(at));
    ctx.stroke();
  }

  ctx.restore();
}

function drawSaid(plot: uPlot, colours: Colours, trace: Trace | null): void {
  const newest = trace?.samples.at(-1)?.sensorT;
  if (!trace || newest === undefined) {
    return;
  }

  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const x = (at: number) => Math.max(bbox.left, Math.min(bbox.left + bbox.width, plot.valToPos(at - newest, 'x', true)));
  ctx.save();
  for (const alert of trace.alerts) {
    const [from, to] = [x(alert.from), x(alert.to ?? newest)];
    if (to > from) {
      ctx.fillStyle = colours.over;
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    }
  }

  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  for (const rep of trace.reps) {
    if (newest - rep.at <= traceS) {
      const at = x(rep.at);
      ctx.strokeStyle = colours.quiet;
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(at, bbox.top - 4 * ratio);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillStyle = rep.verdict === 'not-level' ? colours.off : colours.ink;
      ctx.fillText(`${rep.number} ${rep.verdict === 'level' ? '▬' : rep.verdict === 'not-level' ? '▲' : '▨'}`, at, bbox.top - 7 * ratio);
    }
  }

  drawStance(ctx, trace.samples, x, bbox.top + bbox.height + 24 * ratio, colours, ratio);
  ctx.restore();
}

/** Which leg carries, as a strip: a letter and a place of its own for each. */
function drawStance(ctx: CanvasRenderingContext2D, samples: readonly Sample[], x: (at: number) => number, top: number, colours: Colours, ratio: number): void {
  const tall = stanceTall * ratio;
  let begin = 0;
  for (let i = 1; i <= samples.length; i++) {
    const stance = samples[begin]!.stance;
    if (i < samples.length && samples[i]!.stance === stance) {
      continue;
    }

    const [from, to] = [x(samples[begin]!.sensorT), x(samples[i - 1]!.sensorT)];
    if (stance !== 'unknown') {
      ctx.fillStyle = stance === 'both' ? colours.line : colours.band;
      ctx.fillRect(from, top, to - from, tall);
      ctx.fillStyle = colours.ink;
      if (to - from > 40 * ratio) {
        ctx.fillText(word(`stance.${stance}`), (from + to) / 2, top + tall - 3.5 * ratio);
      }
    }

    begin = i;
  }
}
