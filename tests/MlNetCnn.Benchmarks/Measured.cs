using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary>The result of a child process: one line of the form <c>name=value ...</c>.</summary>
internal sealed record Measured(double Seconds, double PeakMegabytes, double AllocatedPerImage, string[] Labels)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"measured {Seconds:R} {PeakMegabytes:R} {AllocatedPerImage:R} {string.Join('|', Labels)}");

    public static Measured Parse(string output)
    {
        var parts = output.Split('\n').Last(line => line.StartsWith("measured ", StringComparison.Ordinal)).Split(' ', 5);
        return new Measured(
            double.Parse(parts[1], CultureInfo.InvariantCulture),
            double.Parse(parts[2], CultureInfo.InvariantCulture),
            double.Parse(parts[3], CultureInfo.InvariantCulture),
            parts[4].Split('|'));
    }
}
