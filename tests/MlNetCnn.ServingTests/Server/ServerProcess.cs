using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlNetCnn.ServingTests;

/// <summary>How a server is started.</summary>
internal sealed record ServerStart
{
    /// <summary>Program and first arguments; the models and the port follow.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Name and file of each model.</summary>
    public required IReadOnlyList<(string Name, string Path)> Models { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The only core that the server may use, or null for all.</summary>
    public int? Core { get; init; }

    /// <summary>The folder for the log and for temporary files; a new one is made in it for each server.</summary>
    public required string Folder { get; init; }

    /// <summary>The temporary folder, or null for a new one.</summary>
    public string? TempFolder { get; init; }
}

/// <summary>A server in a child process. Disposing it kills the process.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static int _started;

    private readonly Process _process;
    private readonly StreamWriter _log;

    private ServerProcess(Process process, StreamWriter log, int port, string tempFolder)
    {
        _process = process;
        _log = log;
        Endpoint = new IPEndPoint(IPAddress.Loopback, port);
        TempFolder = tempFolder;
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>The temporary folder of this process alone.</summary>
    public string TempFolder { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public ProcessFigures Figures => ProcessFigures.Read(Id);

    /// <summary>The files in the temporary folder, but those that the .NET runtime itself makes for debuggers.</summary>
    public string[] TempFiles => [.. Directory.EnumerateFileSystemEntries(TempFolder, "*", SearchOption.AllDirectories)
        .Where(path => !IsOfRuntime(Path.GetFileName(path)))];

    /// <summary>Whether the runtime made this file; it leaves them behind if it is killed.</summary>
    public static bool IsOfRuntime(string name) =>
        name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal) || name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal);

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(ServerStart start)
    {
        var number = Interlocked.Increment(ref _started);
        var folder = Directory.CreateDirectory(Path.Combine(start.Folder, Report.Text($"server-{Environment.ProcessId}-{number}"))).FullName;
        var temp = start.TempFolder ?? Directory.CreateDirectory(Path.Combine(folder, "temp")).FullName;
        var port = FreePort();
        string[] command =
        [
            .. start.Core is { } core ? ["taskset", "-c", core.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            .. start.Command,
            .. start.Models.SelectMany(model => new[] { "--model", $"{model.Name}={model.Path}" }),
            "--port", port.ToString(CultureInfo.InvariantCulture),
            .. start.Arguments,
        ];
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["TMPDIR"] = temp;
        info.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var logFile = Path.Combine(folder, "log.txt");
        var log = new StreamWriter(logFile) { AutoFlush = true };
        await log.WriteLineAsync(string.Join(' ', command));
        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, log, port, temp);
        var clock = Stopwatch.StartNew();
        while (await server.StatusAsync("/health/ready") != 200)
        {
            if (process.HasExited || clock.Elapsed > StartTimeout)
            {
                var reason = process.HasExited ? $"exited with code {process.ExitCode}" : "did not become ready";
                await server.DisposeAsync();
                throw new TestException($"the server {reason}: see '{logFile}'{Environment.NewLine}{Tail(logFile)}");
            }

            await Task.Delay(50);
        }

        return server;
    }

    /// <summary>Sends a GET request on a new connection.</summary>
    /// <returns>The status; 0 if nothing answers.</returns>
    public async Task<int> StatusAsync(string path)
    {
        using var connection = await HttpConnection.TryConnectAsync(Endpoint);
        return connection is null ? 0 : (await connection.GetAsync(path)).Status;
    }

    public async Task<ServerMetrics> MetricsAsync()
    {
        using var connection = await HttpConnection.ConnectAsync(Endpoint);
        var reply = await connection.GetAsync("/metrics");
        return reply.Status == 200
            ? new ServerMetrics(Encoding.UTF8.GetString(reply.Body.Span))
            : throw new TestException($"GET /metrics: status {reply.Status}");
    }

    public void Signal(int signal) => Machine.Signal(Id, signal);

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>The exit code; null if it still runs.</returns>
    public async Task<int?> ExitAsync(TimeSpan timeout)
    {
        using var source = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(source.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Asks the server to stop, and waits for its end.</summary>
    public async Task<int?> StopAsync()
    {
        Signal(Machine.SigTerm);
        return await ExitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    /// <summary>The start of the command that runs this program again.</summary>
    public static IReadOnlyList<string> Self { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? [Environment.ProcessPath!, typeof(ServerProcess).Assembly.Location]
        : [Environment.ProcessPath!];

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            if (line is not null && log.BaseStream.CanWrite)
            {
                log.WriteLine(line);
            }
        }
    }

    private static string Tail(string file) => string.Join(Environment.NewLine, File.ReadLines(file).TakeLast(20));

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
