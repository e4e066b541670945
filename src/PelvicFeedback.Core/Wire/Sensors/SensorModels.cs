using System.Collections.Immutable;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>Every kind of sensor that the program knows.</summary>
public static class SensorModels
{
    /// <summary>In the order in which an advertisement is compared with them; a new sensor is one line here.</summary>
    public static ImmutableArray<SensorModel> All { get; } =
    [
        new PelvisSensor(),
        new MovellaDot(),
        new NordicThingy(),
        new MetaMotion(),
        new WitMotion(),
    ];

    /// <summary>The kind of an advertised sensor; null when it is none of these.</summary>
    public static SensorModel? Of(SensorAdvertisement advertisement)
    {
        foreach (var model in All)
        {
            if (model.Recognises(advertisement))
            {
                return model;
            }
        }

        return null;
    }
}
