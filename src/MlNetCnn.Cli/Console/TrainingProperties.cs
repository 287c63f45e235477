using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>
/// The options of training that the command line offers: every property of the library's options that says by <see cref="DisplayAttribute"/>
/// how it is shown. Help, ranges, defaults and parsing follow from the property, so that a new one needs nothing here.
/// </summary>
internal static class TrainingProperties
{
    /// <summary>Names that are shorter than those of the properties, or usual elsewhere.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        [nameof(TrainingOptions.ClassBalancing)] = "--class-balance",
        [nameof(TrainingOptions.GradientAccumulationSteps)] = "--grad-accum-steps",
        [nameof(TrainingOptions.MonitoredMetric)] = "--monitor",
        [nameof(BatchMixingOptions.MixupAlpha)] = "--mixup",
        [nameof(BatchMixingOptions.CutMixAlpha)] = "--cutmix",
    };

    /// <summary>The properties, each name once.</summary>
    public static IReadOnlyList<PropertyInfo> All { get; } =
    [
        .. new[] { typeof(FineTuningOptions), typeof(CnnTrainingOptions), typeof(BatchMixingOptions) }
            .SelectMany(type => type.GetProperties()).Where(property => property.IsDefined(typeof(DisplayAttribute))).DistinctBy(property => property.Name),
    ];

    /// <summary>The names of those that are numbers, which messages about ranges speak of.</summary>
    public static IEnumerable<string> Numbers => All.Where(property => property.IsDefined(typeof(RangeAttribute))).Select(property => property.Name);

    /// <summary>The option that sets a property.</summary>
    /// <param name="property">The name of the property.</param>
    public static string OptionName(string property) => Aliases.GetValueOrDefault(property) ?? $"--{ApiWords.Hyphenated(property)}";
}
