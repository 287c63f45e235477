using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Formats progress: the amount done, the rate and the remaining time.</summary>
internal static class ProgressText
{
    // Below this, a rate with one decimal is shown as 0.0.
    private const double SlowRate = 0.05;

    /// <summary>Returns, for example, <c>120/300 images, 40.0 images/s, 5 s left</c>.</summary>
    /// <param name="value">The progress.</param>
    /// <param name="seconds">The elapsed time in seconds.</param>
    public static string Describe(TrainingProgress value, double seconds)
    {
        var done = value.Total is { } total && total != value.Done ? $"{value.Done}/{total}" : $"{value.Done}";
        var whole = value.Remaining > TimeSpan.Zero ? $", {Left(value)}" : null;
        if (seconds <= 0 || value.Done <= 0)
        {
            return $"{done} {value.Unit}{whole}";
        }

        var rate = value.Done / seconds;
        var text = rate < SlowRate ? $"{done} {value.Unit}" : string.Create(CultureInfo.InvariantCulture, $"{done} {value.Unit}, {rate:F1} {value.Unit}/s");
        return whole is not null ? text + whole
            : value.Total is { } all && all > value.Done
            ? string.Create(CultureInfo.InvariantCulture, $"{text}, {(all - value.Done) / rate:F0} s left")
            : string.Create(CultureInfo.InvariantCulture, $"{text}, {seconds:F1} s");
    }

    /// <summary>Returns, for example, <c>40 s left in total</c>.</summary>
    /// <param name="value">Progress with a remaining time.</param>
    public static string Left(TrainingProgress value) => $"{Duration(value.Remaining!.Value)} left in total";

    private static string Duration(TimeSpan time) => time.TotalSeconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : time.TotalMinutes < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h");
}
