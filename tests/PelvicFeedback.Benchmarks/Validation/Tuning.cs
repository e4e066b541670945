using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>Plays simulated sessions and prints what was missed, for whoever tunes the recognition of movement.</summary>
internal static class Tuning
{
    public static void Run(string[] args)
    {
        var n = int.Parse(args[1]);
        var runs = args[0] switch
        {
            "clean" => Enumerable.Range(0, n).Select(i => Simulation.Run(SimulatedPatient.Random(i), SimulatedSensor.Ideal with { SensorToPelvis = SensorMounting.AxisAligned[i % 24], Rate = 100 }, SimulatedSession.Random(i, new(600)) with { Calibration = SimulatedCalibration.StaticAndBow }, i)),
            "noisy" => Enumerable.Range(0, n).Select(i => Simulation.Run(SimulatedPatient.Random(i), SimulatedSensor.Random(i) with { Content = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate }, SimulatedSession.Random(i, new(600)) with { Calibration = SimulatedCalibration.StaticAndBow }, i)),
            "raw" => Enumerable.Range(0, n).Select(i => Simulation.Run(SimulatedPatient.Random(i), SimulatedSensor.Random(i) with { Content = MotionContent.SpecificForce | MotionContent.AngularRate }, SimulatedSession.Random(i, new(600)) with { Calibration = SimulatedCalibration.StaticAndBow }, i)),
            "quat" => Enumerable.Range(0, n).Select(i => Simulation.Run(SimulatedPatient.Random(i), SimulatedSensor.Random(i) with { Content = MotionContent.Orientation }, SimulatedSession.Random(i, new(600)) with { Calibration = SimulatedCalibration.StaticAndBow }, i)),
            "auto" => Enumerable.Range(0, n).Select(i => Simulation.Run(SimulatedPatient.Random(i), SimulatedSensor.Random(i) with { Content = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate }, SimulatedSession.Random(i, new(600)) with { SidesUntold = true, Calibration = SimulatedCalibration.StaticAndBow }, i)),
            "healthy" => Enumerable.Range(0, n).Select(i => Simulation.Run(SimulatedPatient.Healthy, SimulatedSensor.Random(i) with { Content = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate }, SimulatedSession.Random(i, new(600)) with { Calibration = SimulatedCalibration.StaticAndBow }, i)),
            _ => Enumerable.Range(0, n).Select(i => { var r = new Random(i); return Simulation.Run(SimulatedPatient.Random(i), SimulatedSensor.Random(i) with { Content = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate, Slips = [new(new(60 + r.NextDouble() * 300), r.Next(2) == 0 ? SlipAxis.Forward : SlipAxis.Left, new((r.Next(2) == 0 ? -1 : 1) * (3 + r.NextDouble() * 5)), new(r.Next(2) * r.NextDouble() * 5))] }, SimulatedSession.Random(i, new(600)) with { Calibration = SimulatedCalibration.StaticAndBow }, i); }),
        };
        var sw = System.Diagnostics.Stopwatch.StartNew();
        var s = MovementValidation.PlayAll(runs);
        Console.WriteLine($"{args[0]}: {s.Hours:0.0} h, {s.Samples / sw.Elapsed.TotalSeconds:0} samples/s; rmse {s.Rmse:0.000} over {s.JudgedSeconds / 3600:0.0} h; drops {s.DropsFound}/{s.Drops}; alerts {s.Alerts} false {s.FalseAlerts} late {s.LateAlerts}; reps {s.RepetitionsFound}/{s.Repetitions} +{s.RepetitionsInvented}; holds {s.HoldsWithin} within, {s.HoldsFound} found of {s.Holds} +{s.HoldsInvented}; sides {s.SidesRight} right {s.SidesWrong} wrong of {s.Sides}; slips {s.SlipsFound}/{s.Slips} false {s.FalseSlips}; refusals {s.Refusals}");
        foreach (var soft in new[] { true, false })
        {
            var e = s.HoldErrors.Where(x => x.Intended && Math.Abs(x.Error) < 0.6 && (x.Impact < 0.35) == soft).Select(x => x.Error).ToList();
            if (e.Count > 0)
            {
                Console.WriteLine($"  holds soft {soft}: {e.Count} mean {e.Average():0.000} sd {Math.Sqrt(e.Select(x => x * x).Average() - (e.Average() * e.Average())):0.000}");
            }
        }
        foreach (var note in s.Notes.Take(args.Length > 2 ? int.Parse(args[2]) : 40))
        {
            Console.WriteLine("  " + note);
        }
        if (args.Length > 3)
        {
            var run = runs.First(r => r.Seed == int.Parse(args[3]));
            var (from, to) = (double.Parse(args[4]), double.Parse(args[5]));
            var mem = new PelvicFeedback.Core.Streams.PipelineMemory(PelvicFeedback.Core.Streams.PipelineState.Beginning(null));
            using var sub = new System.Reactive.Subjects.Subject<MotionSample>();
            using var d = PelvicFeedback.Core.Streams.FeedbackPipeline.Coached(sub, new() { SamplePeriod = new(1 / run.Sensor.Rate), LeftAxis = MovementValidation.NearestLeft(run.Sensor.SensorToPelvis) }, mem).Subscribe();
            double next = 0;
            foreach (var x in run.Samples)
            {
                sub.OnNext(x.Sample);
                var t = x.Sample.Time.Seconds;
                if (t >= from && mem.Snapshot().Movement.Standing.Shift.Ended is { } e) Console.WriteLine($"      SHIFT {e.Toward} {e.Metres:0.000} v {e.Speed:0.000} {e.Began.Seconds:0.00}-{e.Ended.Seconds:0.00} truth {x.Truth.Stance} pos {x.Truth.Position.Y:0.000} now {mem.Snapshot().Movement.Stance} jolt {mem.Snapshot().Movement.Standing.Contact.JoltAt?.Seconds:0.00} out {mem.Snapshot().Movement.Standing.WayOut:0.000}");
                if (t >= from && x.Sample.Mark is not null) Console.WriteLine($"      MARK {x.Sample.Mark}");
                if (t > to) break;
                if (t >= from && t >= next)
                {
                    next = t + 0.05;
                    var st = mem.Snapshot();
                    var m = st.Movement;
                    var w = m.Standing.Shift;
                    Console.WriteLine($"{t:0.00} truth {x.Truth.Stance} pos {x.Truth.Position.Y:0.000},{x.Truth.Position.Z:0.000} hd {x.Truth.Heading.Value:0} D {x.Truth.Drop?.Value:0.0} th {x.Truth.Tilt.Value:0.0} | {m.Stance} aL {m.Moment.Pelvis.LeftAcceleration:0.000} push {w.Push:0.000} v {w.Velocity:0.000} peak {w.Peak:0.000} way {w.Way:0.000} out {m.Standing.WayOut:0.000} | aU {m.Moment.Pelvis.UpAcceleration:0.000} vz {m.Repeating.Vertical.Velocity:0.000} way {m.Repeating.Vertical.Way:0.000} {m.Repeating.Vertical.Phase} tilt {m.Repeating.Tilting.Phase} {m.Repeating.Count} slip {m.Slip.Slipped} still {m.Moment.Pelvis.Still.Value:0.0}");
                }
            }
        }
    }
}
