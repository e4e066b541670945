using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>A patient, a sensor on the patient's belt, and what the patient does: samples as they would come over the air, and the truth.</summary>
public static class Simulation
{
    /// <summary>Sets up a run; nothing is reckoned until its samples are asked for.</summary>
    /// <param name="patient">Who.</param>
    /// <param name="sensor">With what on the belt.</param>
    /// <param name="session">Doing what.</param>
    /// <param name="seed">
    /// The same seed gives the same samples, bit for bit. The pelvis' motion depends on patient, session and seed alone: the same body
    /// can be measured by any sensor at any rate.
    /// </param>
    /// <exception cref="ArgumentException">The sensor is outside its ranges, or the session has an exercise that is not simulated.</exception>
    public static SimulatedRun Run(SimulatedPatient patient, SimulatedSensor sensor, SimulatedSession session, int seed)
    {
        sensor.Check();
        session.Check();
        return new(patient, sensor, session, seed);
    }

    /// <summary>A run in which patient, sensor and session are all drawn from the seed.</summary>
    /// <param name="seed">The same seed gives the same run.</param>
    /// <param name="length">Roughly how long the session lasts, 1 min or more.</param>
    public static SimulatedRun Random(int seed, Seconds length) =>
        Run(SimulatedPatient.Random(seed), SimulatedSensor.Random(seed), SimulatedSession.Random(seed, length), seed);
}
