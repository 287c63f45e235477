using System.Diagnostics;

namespace MlNetCnn.Testing;

/// <summary>Makes FIFOs, of which reading never begins.</summary>
internal static class Fifo
{
    public static string Make(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        return path;
    }
}
