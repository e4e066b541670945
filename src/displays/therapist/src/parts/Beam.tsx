import { degrees, word } from '../clinic';
import { drawnLean, type Now } from '../model/card';
import type { Lane } from '../model/bands';

/** The pelvis as a bar, seen from behind: its left end is the patient's left. Where nothing is known nothing is drawn. */
export function Beam({ shown, lane }: { shown: Now; lane: Lane | null }) {
  const { lean, beamDeg } = shown;
  return (
    <figure class={`beam ${lean}`} data-lean={lean}>
      <svg viewBox="0 0 160 72" role="img" aria-label={beamDeg === null ? word('beam.unknown') : word('beam.label', { lean: word(`lean.${lean}`), degrees: degrees(beamDeg) })}>
        {lane && beamDeg !== null && <path class="lane" d={wedge(lane)} />}
        {beamDeg !== null && <line class="ground" x1="8" y1="36" x2="152" y2="36" />}
        {beamDeg === null
          ? <g class="nothing"><circle cx="80" cy="36" r="17" /><text x="80" y="42" text-anchor="middle">?</text></g>
          : <g transform={`rotate(${drawnLean(beamDeg).toFixed(1)} 80 36)`}>
              <rect class="bar" x="16" y="30" width="128" height="12" rx="6" />
              {lean === 'unjudged' && <path class="hatch" d={hatch} />}
            </g>}
      </svg>
      <figcaption aria-hidden="true"><span>{word('left.short')}</span><b>{beamDeg === null ? '' : degrees(beamDeg)}</b><span>{word('right.short')}</span></figcaption>
    </figure>
  );
}

const hatch = Array.from({ length: 15 }, (_, i) => `M${20 + i * 8.4} 41l7-10`).join('');

// Where the bar's halves lie within the lane. Left end up turns it clockwise on the screen, whose y grows downwards.
function wedge({ from, to }: Lane): string {
  const [least, most] = [drawnLean(from ?? -12), drawnLean(to ?? 12)];
  const end = (angle: number, sign: 1 | -1): string => {
    const radians = (angle * Math.PI) / 180;
    return `${(80 + sign * 72 * Math.cos(radians)).toFixed(1)} ${(36 + sign * 72 * Math.sin(radians)).toFixed(1)}`;
  };
  return `M80 36L${end(least, 1)}L${end(most, 1)}ZM80 36L${end(least, -1)}L${end(most, -1)}Z`;
}
