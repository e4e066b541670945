using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>Short sessions that the tests of the simulator share.</summary>
internal static class Sessions
{
    public static readonly SimulatedSensor Rigid = SimulatedSensor.Ideal;

    public static SimulatedSession Of(params SimulatedSet[] sets) => new() { Calibration = SimulatedCalibration.None, Rest = Between.Always(2), Sets = sets };

    public static SimulatedSet Set(string prescription, int repetitions = 1)
    {
        Assert.True(Prescription.TryParse(prescription, out var parsed));
        return new(parsed) { Repetitions = repetitions, Hold = Between.Always(6) };
    }

    /// <summary>Everything the simulator can do, once.</summary>
    public static SimulatedSession Everything => Of(
        Set("single-leg-stance:left"),
        Set("single-leg-stance:right"),
        Set("single-leg-squat:right", 2),
        Set("squat:both"),
        Set("lateral-step-up:left", 2)) with
    {
        Calibration = SimulatedCalibration.Full,
        Rest = Between.Always(5),
        TurnsAbout = 0.7,
    };

    /// <summary>The exercises of which the sensor sees less, or another way round, once on either side.</summary>
    public static SimulatedSession Further => Of(
        Set("hip-abduction-extension:left", 2) with { FootDownBetween = true },
        Set("hip-abduction-extension:right", 2),
        Set("standing-internal-rotation:left", 2),
        Set("standing-internal-rotation:right"),
        Set("side-plank-abduction:left", 2) with { Hold = Between.Always(8) },
        Set("side-plank-abduction:right") with { Hold = Between.Always(8) },
        Set("trendelenburg-test:left"),
        Set("trendelenburg-test:right"),
        Set("walking:both") with { Hold = Between.Always(25) });

    /// <summary>Stops at the first item that fails: of ten thousand failures one is enough.</summary>
    public static void Each<T>(IEnumerable<T> items, Action<T> check)
    {
        foreach (var item in items)
        {
            check(item);
        }
    }

    /// <summary>Two long sequences are the same, item by item.</summary>
    public static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        using var others = actual.GetEnumerator();
        var i = 0;
        foreach (var item in expected)
        {
            Assert.True(others.MoveNext() && EqualityComparer<T>.Default.Equals(item, others.Current), $"They differ from item {i} on.");
            i++;
        }

        Assert.False(others.MoveNext(), $"There are more than {i}.");
    }

    public static List<SimulatedSample> Samples(SimulatedPatient patient, SimulatedSensor sensor, SimulatedSession session, int seed = 1) =>
        [.. Simulation.Run(patient, sensor, session, seed).Samples];

    public static List<TruthEvent> Events(SimulatedPatient patient, SimulatedSession session, int seed = 1) =>
        [.. Simulation.Run(patient, Rigid, session, seed).Events];
}
