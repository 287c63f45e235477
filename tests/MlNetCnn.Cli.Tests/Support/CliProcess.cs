using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>The program in its own process.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _output;
    private readonly Task _error;
    private readonly StringBuilder _outputSoFar = new();
    private readonly StringBuilder _errorSoFar = new();

    private CliProcess(ProcessStartInfo start, string cache)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[CacheDirectory.Variable] = cache;
        _process = Process.Start(start)!;
        _output = ReadAsync(_process.StandardOutput, _outputSoFar);
        _error = ReadAsync(_process.StandardError, _errorSoFar);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Cli.dll");

    /// <summary>The text that it has written to standard output so far.</summary>
    public string Output => Text(_outputSoFar);

    /// <summary>The text that it has written to standard error so far.</summary>
    public string Error => Text(_errorSoFar);

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Runs it to completion.</summary>
    /// <param name="cache">The cache folder, set by an environment variable.</param>
    /// <param name="args">The arguments.</param>
    public static async Task<CliRun> RunAsync(string cache, params string[] args)
    {
        using var process = Start(cache, args);
        return await process.EndAsync();
    }

    /// <summary>Runs it with a limit on file sizes, as on a disk that fills up.</summary>
    /// <param name="room">The limit in bytes, a multiple of 512.</param>
    /// <param name="cache">The cache folder, set by an environment variable.</param>
    /// <param name="args">The arguments.</param>
    public static async Task<CliRun> RunWithRoomAsync(long room, string cache, params string[] args)
    {
        // If the signal of the error is ignored, it does not end the process. POSIX counts blocks of 512 bytes.
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", $"trap '' XFSZ; ulimit -f {room / 512}; exec dotnet \"$@\"", "sh", Program, .. args]);

        // The runtime has its code in an in-memory file, to which the limit also applies.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = new CliProcess(start, cache);
        return await process.EndAsync();
    }

    /// <summary>Runs it with a memory limit, as in a container.</summary>
    /// <param name="memory">The limit in bytes.</param>
    /// <param name="cache">The cache folder, set by an environment variable.</param>
    /// <param name="args">The arguments.</param>
    public static async Task<CliRun> RunWithMemoryAsync(long memory, string cache, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args]);
        start.Environment["DOTNET_GCHeapHardLimit"] = memory.ToString("x", CultureInfo.InvariantCulture);
        using var process = new CliProcess(start, cache);
        return await process.EndAsync();
    }

    /// <summary>Runs it in a shell.</summary>
    /// <param name="redirect">The text after the command.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code of the program, even if another command follows, and its output unless redirected.</returns>
    public static async Task<CliRun> RunInShellAsync(string redirect, params string[] args)
    {
        using var folder = new TemporaryFolder();
        var code = folder.File("code");

        // The pipe reads from the whole group, which has time to write the exit code after the reader has exited.
        var parts = redirect.Split('|');
        var pipe = parts.Length > 1 ? $"| {parts[1]}" : "";
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", $"{{ ( exec dotnet \"$@\" {parts[0]} ); echo $? > {code}; }} {pipe}", "sh", Program, .. args]);
        using var process = new CliProcess(start, folder.Root);
        var run = await process.EndAsync();
        return run with { ExitCode = int.Parse(File.ReadAllText(code), CultureInfo.InvariantCulture) };
    }

    /// <summary>Starts it.</summary>
    /// <param name="cache">The cache folder, set by an environment variable.</param>
    /// <param name="args">The arguments.</param>
    public static CliProcess Start(string cache, params string[] args) => new(new ProcessStartInfo("dotnet", [Program, .. args]), cache);

    /// <summary>Starts it by a command of one's own.</summary>
    /// <param name="start">The command; standard input is closed.</param>
    public static CliProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        var process = new CliProcess(start, Path.GetTempPath());
        process._process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits until a condition is true or the process has ended.</summary>
    /// <param name="isSo">Evaluated a thousand times a second, because the condition may be true only briefly.</param>
    public async Task WaitAsync(Func<bool> isSo)
    {
        while (!isSo() && !_process.HasExited)
        {
            await Task.Delay(1, Token);
        }
    }

    /// <summary>Returns whether it has a file open; on Linux.</summary>
    public bool HasOpen(string path)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{_process.Id}/fd").Any(file => new FileInfo(file).LinkTarget == path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Returns whether it has loaded a native library; on Linux.</summary>
    /// <param name="name">A part of the file name.</param>
    public bool HasLoaded(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{_process.Id}/maps").Contains(name, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Sends a signal, if it still runs.</summary>
    /// <param name="signal">The signal as an argument of <c>kill</c>, for example <c>-INT</c>.</param>
    public void Signal(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    /// <summary>Ends it immediately, like SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    public async Task<CliRun> EndAsync()
    {
        await _process.WaitForExitAsync(Token);
        await _output;
        await _error;
        return new CliRun(_process.ExitCode, Output, Error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string Text(StringBuilder soFar)
    {
        lock (soFar)
        {
            return soFar.ToString();
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder soFar)
    {
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (soFar)
            {
                soFar.Append(buffer, 0, count);
            }
        }
    }
}
