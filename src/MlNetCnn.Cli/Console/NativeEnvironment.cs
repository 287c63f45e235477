using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>Settings that native libraries read with <c>getenv</c>, and the end of a process that they run in.</summary>
internal static partial class NativeEnvironment
{
    private const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Keeps ONNX Runtime from writing telemetry files below the user's cache folder. Call it before anything loads ONNX Runtime.
    /// </summary>
    public static void DisableRuntimeTelemetry()
    {
        Environment.SetEnvironmentVariable(TelemetrySwitch, "1");
        if (!OperatingSystem.IsWindows())
        {
            // On Unix .NET keeps its own copy of the environment, which native code never sees.
            _ = SetNativeVariable(TelemetrySwitch, "1", overwrite: 1);
        }
    }

    /// <summary>Ends the process at once, without anything that runs at the end of a program.</summary>
    /// <param name="exitCode">The exit code.</param>
    public static void Exit(int exitCode)
    {
        if (!OperatingSystem.IsWindows())
        {
            ExitUnix(exitCode);
        }

        Environment.Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitUnix(int exitCode);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
