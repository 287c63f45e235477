using System.Runtime.InteropServices;

namespace MlNetCnn.ServingTests;

/// <summary>What the tests need of Linux and .NET has no method for.</summary>
internal static partial class Machine
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>The cores of the machine, also those that this process may not use.</summary>
    public static int Cores => File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));

    public static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
        {
            throw new TestException($"cannot send signal {signal} to process {process}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Renames a file, a folder or a symbolic link over another one, atomically.</summary>
    public static void RenameOver(string from, string to)
    {
        if (Rename(from, to) != 0)
        {
            throw new TestException($"cannot rename '{from}' to '{to}': error {Marshal.GetLastPInvokeError()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}

/// <summary>The test cannot be run; it ends the process with a line on standard error and exit code 2.</summary>
internal sealed class TestException(string message) : Exception(message);
