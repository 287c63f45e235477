using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MlNetCnn.Cli;

/// <summary>
/// Starts the program of the server. On Unix it replaces this program, so that the process, its signals and its exit code are those of the server; on
/// Windows it is a child that ends with this program.
/// </summary>
internal static partial class ServerProcess
{
    private const string ProgramFile = "MlNetCnn.Server.dll";

    /// <summary>Runs the server.</summary>
    /// <param name="settings">Its arguments.</param>
    /// <returns>Its exit code; on Unix this method does not return.</returns>
    /// <exception cref="MlNetCnnException">It cannot be started.</exception>
    public static int Run(IReadOnlyList<string> settings)
    {
        var host = AspNetCoreRuntime.FindHost();
        var program = Path.Combine(AppContext.BaseDirectory, ProgramFile);
        if (!File.Exists(program))
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ToolErrorCodes.ServerNotStarted, "the program of the server is not installed beside this one", expected: program,
                fix: "rebuild or reinstall the program");
        }

        return OperatingSystem.IsWindows() ? RunChild(host, [program, .. settings]) : Replace([host, program, .. settings]);
    }

    // POSIX execv: the environment, the streams and the current folder stay; handlers of signals go back to their defaults.
    private static int Replace(string[] arguments)
    {
        var pointers = new nint[arguments.Length + 1];
        for (var i = 0; i < arguments.Length; i++)
        {
            pointers[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        Execute(pointers[0], pointers);
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        Array.ForEach(pointers, Marshal.FreeCoTaskMem);
        throw NotStarted(arguments[0], error);
    }

    [SupportedOSPlatform("windows")]
    private static int RunChild(string host, string[] arguments)
    {
        using var job = new WindowsJob();
        Process child;
        try
        {
            child = Process.Start(new ProcessStartInfo(host, arguments) { UseShellExecute = false })!;
        }
        catch (Win32Exception exception)
        {
            throw NotStarted(host, exception);
        }

        using (child)
        {
            job.Add(child);

            // Ctrl+C goes to both programs of the console: the server handles it, and this one waits.
            WindowsJob.IgnoreControlC();
            child.WaitForExit();
            return child.ExitCode;
        }
    }

    private static MlNetCnnException NotStarted(string host, Win32Exception exception) => new(
        ErrorKind.Environment, ToolErrorCodes.ServerNotStarted, $"'{host}' cannot be started: {ErrorText.OneLine(exception.Message)}",
        fix: "reinstall the .NET and ASP.NET Core runtimes", innerException: exception);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static partial int Execute(nint path, nint[] arguments);
}

/// <summary>A job object of Windows, whose processes end when this program ends.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsJob : IDisposable
{
    private const int ExtendedLimits = 9;
    private const uint KillOnClose = 0x2000;

    private readonly nint _handle;

    /// <summary>Creates the job.</summary>
    public WindowsJob()
    {
        _handle = CreateJobObject(0, 0);
        var limits = new ExtendedLimitInformation { Basic = new BasicLimitInformation { LimitFlags = KillOnClose } };
        if (_handle == 0 || !SetInformationJobObject(_handle, ExtendedLimits, in limits, (uint)Marshal.SizeOf<ExtendedLimitInformation>()))
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Lets this process ignore Ctrl+C; processes that it started before do not.</summary>
    public static void IgnoreControlC() => SetConsoleCtrlHandler(0, true);

    /// <summary>Adds a process.</summary>
    public void Add(Process process)
    {
        if (!AssignProcessToJobObject(_handle, process.Handle) && !process.HasExited)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CloseHandle(_handle);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    private static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(nint job, int kind, in ExtendedLimitInformation limits, uint length);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleCtrlHandler(nint handler, [MarshalAs(UnmanagedType.Bool)] bool add);

    // JOBOBJECT_BASIC_LIMIT_INFORMATION and JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct BasicLimitInformation
    {
        public long PerProcessUserTimeLimit;
        public long PerJobUserTimeLimit;
        public uint LimitFlags;
        public nuint MinimumWorkingSetSize;
        public nuint MaximumWorkingSetSize;
        public uint ActiveProcessLimit;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimitInformation
    {
        public BasicLimitInformation Basic;
        public ulong ReadOperationCount;
        public ulong WriteOperationCount;
        public ulong OtherOperationCount;
        public ulong ReadTransferCount;
        public ulong WriteTransferCount;
        public ulong OtherTransferCount;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemoryUsed;
        public nuint PeakJobMemoryUsed;
    }
}
