using System.Diagnostics;
using System.Globalization;

namespace StockRunner;

/// <summary>The most memory that this process ever had resident.</summary>
internal static class PeakMemory
{
    /// <summary>In MB.</summary>
    public static double Read()
    {
        if (OperatingSystem.IsLinux())
        {
            var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1048576.0;
    }
}
