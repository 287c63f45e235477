using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetCnn.ServingTests;

/// <summary><c>fresh</c>: a machine that has the .NET runtime and not ASP.NET Core's: 'serve' says what to install, all else works.</summary>
internal static class FreshTest
{
    public static Command Create()
    {
        var command = new Command("fresh", "Without the ASP.NET Core runtime: 'serve' says what to install, 'predict' works.");
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var report = new Report("fresh");
        var model = await context.SmallModelAsync();
        var root = CreateRoot(context.NewFolder("fresh"));
        var dotnet = Path.Combine(root, "dotnet");
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_ROOT"] = root,
            ["DOTNET_MULTILEVEL_LOOKUP"] = "0",

            // Not the installed one, which 'serve' would find there.
            ["PATH"] = root,
        };
        var runtimes = await RuntimesAsync(dotnet);
        report.Figure("runtimes", $"{string.Join(", ", runtimes)}");
        report.Check(
            "ASP.NET Core is missing",
            $"{!runtimes.Any(IsAspNet)}",
            $"True",
            !runtimes.Any(IsAspNet) && runtimes.Any(runtime => runtime.StartsWith("Microsoft.NETCore.App", StringComparison.Ordinal)));
        var predict = await context.RunToolAsync(["predict", "--model", model, context.Photo], dotnet, environment);
        report.Check("predict: exit code", $"{predict.Code}", $"0", predict.Code == 0);
        var clock = Stopwatch.StartNew();
        var serve = await context.RunToolAsync(["serve", "--model", model, "--port", "0"], dotnet, environment, TimeSpan.FromSeconds(60));
        report.Check("serve: exit code", $"{serve.Code} after {clock.Elapsed.TotalSeconds:0.0} s", $"5", serve.Code == 5);
        var names = serve.Error.Contains("ASP.NET Core", StringComparison.Ordinal);
        var fix = serve.Error.Contains("install", StringComparison.OrdinalIgnoreCase);
        report.Check("serve: the error names ASP.NET Core, and says to install it", $"{names}, {fix}", $"True, True", names && fix);
        Report.Details(serve.Error.Trim().Split('\n').Take(10));
        Directory.Delete(root, recursive: true);
        return report.Finish();

        static bool IsAspNet(string runtime) => runtime.StartsWith("Microsoft.AspNetCore.App", StringComparison.Ordinal);
    }

    /// <summary>Makes a folder as that of .NET, without ASP.NET Core. Files are copied: what links lead to, .NET and the program would find.</summary>
    private static string CreateRoot(string folder)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        var installed = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var host = Directory.GetDirectories(Path.Combine(installed, "host", "fxr")).MaxBy(path => Version.Parse(Path.GetFileName(path).Split('-')[0]))!;
        File.Copy(Path.Combine(installed, "dotnet"), Path.Combine(folder, "dotnet"));
        foreach (var source in new[] { host, runtime })
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, Path.GetRelativePath(installed, source))).FullName;
            foreach (var file in Directory.GetFiles(source))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }

        return folder;
    }

    private static async Task<string[]> RuntimesAsync(string dotnet)
    {
        using var process = Process.Start(new ProcessStartInfo(dotnet, ["--list-runtimes"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ').Take(2)))];
    }
}
