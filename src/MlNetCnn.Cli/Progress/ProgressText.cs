using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Progress in words: what is done, how fast, and how long the rest will take.</summary>
internal static class ProgressText
{
    /// <summary>For example <c>120/300 images, 40.0 images/s, 5 s left</c>.</summary>
    /// <param name="value">How far the work is.</param>
    /// <param name="seconds">How long it has taken.</param>
    public static string Describe(TrainingProgress value, double seconds)
    {
        var done = value.Total is { } total && total != value.Done ? $"{value.Done}/{total}" : $"{value.Done}";
        if (seconds <= 0 || value.Done <= 0)
        {
            return $"{done} {value.Unit}";
        }

        var rate = value.Done / seconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"{done} {value.Unit}, {rate:F1} {value.Unit}/s");
        return value.Total is { } all && all > value.Done
            ? string.Create(CultureInfo.InvariantCulture, $"{text}, {(all - value.Done) / rate:F0} s left")
            : string.Create(CultureInfo.InvariantCulture, $"{text}, {seconds:F1} s");
    }
}
