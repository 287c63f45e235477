using MlNetCnn.Fuzz;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>A short run of the fuzz program, always the same; long runs are the program's own.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Images_Damaged_GiveFaultsOnly()
    {
        var counts = Run(new ImageTarget(), 600);
        Assert.Superset(new HashSet<string> { "ok", "IMG_CORRUPT", "IMG_TRUNCATED", "IMG_UNSUPPORTED", "IMG_TOO_LARGE" }, counts);
    }

    [Fact]
    public void Networks_Damaged_GiveErrorsOfOursOnly() => Assert.Superset(new HashSet<string> { "ok", "MODEL_NOT_ONNX" }, Run(new OnnxTarget(), 300));

    [Fact]
    public void Models_Damaged_GiveErrorsOfOursOnly() =>
        Assert.Superset(new HashSet<string> { "ok", "MODEL_NOT_ZIP", "MODEL_NOT_ONNX", "MODEL_CARD_DAMAGED", "MODEL_NOT_RUNNABLE" }, Run(new ZipTarget(), 400));

    [Fact]
    public void Tables_Damaged_GiveErrorsOfOursOnly() => Assert.Superset(new HashSet<string> { "ok", "TABLE_ENCODING", "TABLE_MALFORMED" }, Run(new CsvTarget(), 500));

    [Fact]
    public void Chunks_Changed_GiveFaultsOnly() => Assert.Superset(new HashSet<string> { "ok", "IMG_CORRUPT", "IMG_TRUNCATED" }, Run(new ImageTarget(chunksOnly: true), 150));

    [Fact]
    public void Directories_Changed_GiveErrorsOfOursOnly() =>
        Assert.Superset(new HashSet<string> { "ok", "MODEL_NOT_ZIP", "MODEL_ENTRIES" }, Run(new ZipTarget(FuzzKind.Directory), 200));

    [Fact]
    public void Graphs_LedInCircles_GiveErrorsOfOursOnly() =>
        Assert.Superset(new HashSet<string> { "ok", "MODEL_BROKEN", "MODEL_EXTERNAL_DATA" }, Run(new OnnxTarget(FuzzKind.Graph), 150));

    [Fact]
    public void Run_TargetThatThrows_IsAFailureAndKeepsTheFile()
    {
        using var log = new StringWriter();
        var run = new FuzzRun(new ThrowingTarget(), new FuzzOptions { Count = 3, Folder = _folder.Root, MaxMegabytes = int.MaxValue }, log);
        run.Run();
        Assert.Equal(3, run.Failures);
        Assert.Equal(3, Directory.GetFiles(_folder.Root, "1-*-seed").Length);
        Assert.Contains("broken", log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private HashSet<string> Run(IFuzzTarget target, int count)
    {
        using (target)
        {
            // The process of the tests has its own memory: no limit here.
            var options = new FuzzOptions { Count = count, Folder = _folder.Root, MaxMegabytes = long.MaxValue, Timeout = TimeSpan.FromMinutes(1) };
            using var log = new StringWriter();
            var run = new FuzzRun(target, options, log);
            run.Run();
            Assert.True(run.Failures == 0, log.ToString());
            return [.. run.Counts.Keys];
        }
    }

    private sealed class ThrowingTarget : IFuzzTarget
    {
        private bool _started;

        public IReadOnlyList<FuzzSeed> Seeds { get; } = [new("seed", FuzzKind.Plain, [1, 2, 3, 4, 5, 6, 7, 8])];

        public string Feed(string path, int round)
        {
            if (_started)
            {
                throw new InvalidOperationException("broken");
            }

            _started = true;
            return "ok";
        }

        public void Dispose()
        {
        }
    }
}
