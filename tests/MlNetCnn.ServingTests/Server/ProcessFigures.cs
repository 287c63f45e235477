using System.Globalization;

namespace MlNetCnn.ServingTests;

/// <summary>Memory, processor time and open files of a process, from <c>/proc</c>.</summary>
/// <param name="CpuSeconds">The processor time in user and kernel mode, in steps of 10 ms.</param>
/// <param name="ResidentBytes">The resident memory.</param>
/// <param name="PeakBytes">The maximum of the resident memory since the start, or since <see cref="ResetPeak"/>.</param>
/// <param name="Handles">The number of open file descriptors.</param>
/// <param name="Threads">The number of threads.</param>
internal sealed record ProcessFigures(double CpuSeconds, long ResidentBytes, long PeakBytes, int Handles, int Threads)
{
    private const double TicksPerSecond = 100;

    public double ResidentMegabytes => ResidentBytes / 1048576.0;

    public double PeakMegabytes => PeakBytes / 1048576.0;

    public static ProcessFigures Read(int process)
    {
        // The name of the program, in parentheses, may hold spaces; user and kernel time are the 12th and 13th field after it.
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var status = File.ReadAllLines($"/proc/{process}/status");
        return new ProcessFigures(
            (Number(fields[11]) + Number(fields[12])) / TicksPerSecond,
            Kilobytes(status, "VmRSS:"),
            Kilobytes(status, "VmHWM:"),
            Directory.GetFileSystemEntries($"/proc/{process}/fd").Length,
            (int)Number(fields[17]));
    }

    /// <summary>Starts <see cref="PeakBytes"/> anew.</summary>
    public static void ResetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static long Kilobytes(string[] status, string name) =>
        Number(status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
