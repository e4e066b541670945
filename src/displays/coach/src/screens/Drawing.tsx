import type { Exercise } from '../messages/messages';
import type { Task } from '../model/screen';
import { word } from '../coach';

type Point = readonly [x: number, y: number];

/** A person in lines: head, and limbs from joint to joint. The pelvis is a line of its own. */
interface Pose {
  readonly head: Point;
  readonly pelvis: readonly [Point, Point];
  readonly limbs: readonly (readonly Point[])[];
  /** Where the sensor sits, where that is the question: at the back, low. */
  readonly sensor?: Point;
}

const standing: Pose = {
  head: [100, 30],
  pelvis: [[82, 120], [118, 120]],
  limbs: [[[100, 48], [100, 120]], [[70, 105], [76, 65], [124, 65], [150, 100]], [[82, 120], [80, 170], [78, 220]], [[118, 120], [120, 170], [122, 220]]],
};

// From behind, standing on the left leg; the other side is the mirror image.
const onLeft: Pose = { ...standing, limbs: [...standing.limbs.slice(0, 3), [[118, 120], [126, 160], [128, 200]]] };
const bentLeft: Pose = {
  head: [96, 56],
  pelvis: [[78, 146], [114, 146]],
  limbs: [[[96, 74], [96, 146]], [[64, 128], [70, 90], [120, 90], [150, 118]], [[78, 146], [66, 184], [78, 220]], [[114, 146], [132, 176], [128, 205]]],
};
const legOut: Pose = { ...standing, limbs: [...standing.limbs.slice(0, 3), [[118, 120], [142, 160], [164, 198]]] };
const kneeIn: Pose = { ...standing, limbs: [...standing.limbs.slice(0, 3), [[118, 120], [108, 170], [124, 220]]] };
const onStep: Pose = { ...standing, limbs: [...standing.limbs.slice(0, 2), [[82, 120], [64, 150], [70, 196]], [[118, 120], [122, 170], [124, 220]]] };

// From the side.
const upright: Pose = { head: [90, 30], pelvis: [[90, 118], [104, 120]], limbs: [[[90, 48], [95, 120]], [[92, 66], [108, 96], [122, 84]], [[97, 120], [98, 170], [94, 220]]] };
const sitting: Pose = { head: [104, 70], pelvis: [[66, 152], [82, 158]], limbs: [[[98, 88], [74, 155]], [[96, 100], [130, 104], [150, 100]], [[76, 156], [122, 172], [94, 220]]] };
const bowed: Pose = { head: [150, 84], pelvis: [[84, 116], [96, 124]], limbs: [[[136, 90], [90, 120]], [[124, 96], [124, 140]], [[92, 120], [96, 170], [94, 220]]] };
const lying: Pose = { head: [30, 150], pelvis: [[104, 190], [104, 206]], limbs: [[[44, 160], [104, 198]], [[58, 168], [58, 214]], [[104, 198], [150, 208], [190, 214]]] };
const bridged: Pose = { head: [30, 140], pelvis: [[104, 164], [104, 180]], limbs: [[[44, 150], [104, 172]], [[58, 158], [58, 214]], [[104, 172], [150, 192], [190, 214]], [[104, 172], [150, 150], [190, 136]]] };

const leaning: Pose = { ...upright, head: [108, 34], limbs: [[[104, 50], [95, 120]], [[100, 68], [112, 98], [126, 88]], [[97, 120], [98, 170], [94, 220]]] };
const kneeBent: Pose = { ...standing, pelvis: [[82, 126], [118, 118]], limbs: [[[100, 48], [100, 122]], [[70, 105], [76, 65], [124, 65], [150, 100]], [[82, 126], [66, 172], [78, 220]], [[118, 118], [120, 170], [122, 220]]] };

const poses: Readonly<Record<Exercise | 'wear-check' | 'static' | 'bow' | 'side-check', readonly [Pose, Pose]>> = {
  'single-leg-stance': [standing, onLeft],
  'trendelenburg-test': [standing, onLeft],
  'single-leg-squat': [onLeft, bentLeft],
  'lateral-step-up': [onStep, onLeft],
  'hip-abduction-extension': [onLeft, legOut],
  'standing-internal-rotation': [standing, kneeIn],
  squat: [upright, sitting],
  walking: [onLeft, legOut],
  'side-plank-abduction': [lying, bridged],
  'wear-check': [{ ...upright, sensor: [78, 112] }, { ...leaning, sensor: [78, 112] }],
  static: [standing, standing],
  bow: [upright, bowed],
  'side-check': [standing, kneeBent],
};

/** An exercise in two drawings that take turns; side by side where somebody wants no motion. */
export function Drawing({ task }: { task: Pick<Task, 'side'> & { exercise: keyof typeof poses } }) {
  const [first, second] = poses[task.exercise];
  const mirrored = task.side === 'right' || task.exercise === 'standing-internal-rotation' && task.side === 'left';
  return (
    <div class="drawing" role="img" aria-label={labelOf(task.exercise)}>
      <Figure pose={first} mirrored={mirrored} />
      <Figure pose={second} mirrored={mirrored} />
    </div>
  );
}

const labelOf = (exercise: keyof typeof poses): string =>
  exercise === 'wear-check' || exercise === 'static' || exercise === 'bow' || exercise === 'side-check'
    ? word(`${exercise}.title`) : word(`exercise.${exercise}`);

function Figure({ pose, mirrored }: { pose: Pose; mirrored: boolean }) {
  const path = (points: readonly Point[]) => `M${points.map((point) => point.join(' ')).join('L')}`;
  return (
    <svg viewBox="0 0 200 240" aria-hidden="true">
      <g transform={mirrored ? 'translate(200 0) scale(-1 1)' : undefined}>
        <path class="floor" d="M10 226H190" />
        <circle cx={pose.head[0]} cy={pose.head[1]} r="17" />
        {pose.limbs.map((limb) => <path d={path(limb)} />)}
        <path class="pelvis" d={path(pose.pelvis)} />
        {pose.sensor && <rect class="worn" x={pose.sensor[0]} y={pose.sensor[1]} width="9" height="16" rx="2" />}
      </g>
    </svg>
  );
}
