using System.Globalization;
using System.Runtime.InteropServices;

namespace MlNetCnn.ServingTests;

/// <summary>Prints the result of a test: date, processor, figures, and PASS or FAIL for each target.</summary>
internal sealed class Report
{
    private readonly string _test;
    private int _failed;

    public Report(string test)
    {
        _test = test;
        Console.WriteLine(Text($"{test}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC"));
        Console.WriteLine(Text($"  {Processor()}, {Machine.Cores} cores; {RuntimeInformation.OSDescription.Split('#')[0].Trim()}; ")
            + Text($"{RuntimeInformation.FrameworkDescription}; load average {Machine.LoadAverage()}"));
    }

    /// <summary>Prints a figure without a target.</summary>
    public void Figure(string name, FormattableString value) => Write(name, Text(value), "", "");

    /// <summary>Prints a figure, its target, and whether it reaches it.</summary>
    public void Check(string name, FormattableString value, FormattableString target, bool passed)
    {
        _failed += passed ? 0 : 1;
        Write(name, Text(value), Text(target), passed ? "PASS" : "FAIL");
    }

    /// <summary>Prints further details, such as the first failures.</summary>
    public static void Details(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine($"    {line}");
        }
    }

    /// <summary>Prints the verdict.</summary>
    /// <returns>The exit code: 1 if a target was missed.</returns>
    public int Finish()
    {
        Console.WriteLine($"{_test}: {(_failed == 0 ? "PASS" : $"FAIL ({_failed} missed)")}; load average {Machine.LoadAverage()}");
        return _failed == 0 ? 0 : 1;
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Write(string name, string value, string target, string verdict) =>
        Console.WriteLine($"  {name,-62} {value,-38} {target,-32} {verdict}".TrimEnd());

    private static string Processor()
    {
        try
        {
            var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
        catch (IOException)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
