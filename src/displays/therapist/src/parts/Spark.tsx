import { word } from '../clinic';
import type { SparkPoint } from '../hub/shapes';
import type { Lane } from '../model/bands';
import { rangeFor, sparkline } from '../model/sparkline';

const width = 240;
const height = 44;
const foot = 8;

/** The last minute of the beam in its lane, and under it what was said of each moment: how high a block stands says it as well as its colour. */
export function Spark({ points, lane, laterS }: { points: readonly SparkPoint[]; lane: Lane | null; laterS: number }) {
  const picture = sparkline(points, rangeFor(lane ? lane.alertTo ?? -(lane.alertFrom ?? 0) : null), width, height, laterS);
  const { y } = picture;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height + foot + 2}`} role="img" aria-label={word('spark.label')} preserveAspectRatio="none">
      <rect class="paper" width={width} height={height} />
      {lane && <rect class="lane" width={width} y={lane.to === null ? 0 : y(lane.to)} height={(lane.from === null ? height : y(lane.from)) - (lane.to === null ? 0 : y(lane.to))} />}
      <line class="zero" x1="0" x2={width} y1={y(0)} y2={y(0)} />
      {lane?.alertTo != null && <line class="limit" x1="0" x2={width} y1={y(lane.alertTo)} y2={y(lane.alertTo)} />}
      {lane?.alertFrom != null && <line class="limit" x1="0" x2={width} y1={y(lane.alertFrom)} y2={y(lane.alertFrom)} />}
      {picture.lines.map((line, index) => <polyline key={index} points={line} />)}
      {picture.stretches.map(({ x, width: wide, said }, index) => {
        const tall = said === 'level' ? 2.5 : said === 'warn' ? 5 : foot;
        return said === 'unjudged'
          ? <path key={index} class="unjudged" d={hatch(x, wide)} />
          : <rect key={index} class={said} x={x} width={wide} y={height + 2 + foot - tall} height={tall} />;
      })}
    </svg>
  );
}

function hatch(x: number, wide: number): string {
  let path = `M${x} ${height + 2.5}h${wide}v${foot - 1}h${-wide}z`;
  for (let at = x + 3; at < x + wide; at += 4) {
    path += `M${at.toFixed(1)} ${height + 2.5}l-3 ${foot - 1}`;
  }

  return path;
}
