using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary>What a child process reports of its work: one line of the form <c>name=value ...</c>.</summary>
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

    /// <summary>The most memory that this process ever had resident, in MB.</summary>
    public static double PeakNow()
    {
        if (OperatingSystem.IsLinux())
        {
            var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
        }

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
