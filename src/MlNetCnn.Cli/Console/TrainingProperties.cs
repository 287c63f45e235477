using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>
/// The training options of the command line: every property of the library's options with a <see cref="DisplayAttribute"/>. Help, range, default
/// and parsing follow from the property, so a new one needs no code here.
/// </summary>
internal static class TrainingProperties
{
    /// <summary>Names that are shorter than those of the properties, or common in other tools.</summary>
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

    /// <summary>The names of the numeric properties, which occur in messages about ranges.</summary>
    public static IEnumerable<string> Numbers => All.Where(property => property.IsDefined(typeof(RangeAttribute))).Select(property => property.Name);

    /// <summary>Returns the option that sets a property.</summary>
    /// <param name="property">The name of the property.</param>
    public static string OptionName(string property) => Aliases.GetValueOrDefault(property) ?? $"--{ApiWords.Hyphenated(property)}";
}
