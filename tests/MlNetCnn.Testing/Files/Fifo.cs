using System.Diagnostics;

namespace MlNetCnn.Testing;

/// <summary>Creates FIFOs, which block every reader.</summary>
internal static class Fifo
{
    public static string Make(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        return path;
    }
}
