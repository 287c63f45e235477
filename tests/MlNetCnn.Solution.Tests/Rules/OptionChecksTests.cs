using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MlNetCnn.Training;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Options out of range are refused alike by every entry point, and every numeric option declares its range.</summary>
public sealed class OptionChecksTests
{
    // Any number is a seed.
    private static readonly string[] Unbounded = ["Seed"];

    public static TheoryData<Type> OptionTypes =>
    [
        .. from type in new[] { typeof(ImageDataset).Assembly, typeof(FineTuningTrainer).Assembly }.SelectMany(assembly => assembly.GetExportedTypes())
           where type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsAbstract
           select type,
    ];

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void EveryNumber_HasARange_AndIsRefusedBesideIt(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => IsNumber(property.PropertyType)))
        {
            var range = property.GetCustomAttribute<RangeAttribute>();
            Assert.True(range is not null || Unbounded.Contains(property.Name), $"{type.Name}.{property.Name} declares no range");
            if (range is null)
            {
                continue;
            }

            var number = Number(property.PropertyType);
            var options = Activator.CreateInstance(type)!;
            OptionChecks.Validate(options);
            var below = Convert.ToDouble(range.Minimum, System.Globalization.CultureInfo.InvariantCulture) - 1;
            property.SetValue(options, Convert.ChangeType(below, number, System.Globalization.CultureInfo.InvariantCulture));
            AssertRefused(property.Name, options);
            if (number == typeof(double))
            {
                property.SetValue(options, double.NaN);
                AssertRefused(property.Name, options);
            }
        }
    }

    public static TheoryData<string, Func<Task>> Misuses
    {
        get
        {
            var split = Classifiers.Split();
            var photo = Repository.Photos(1)[0];
            return new TheoryData<string, Func<Task>>
            {
                { "Threads", () => new FineTuningTrainer(Backbone.Default, new FineTuningOptions { Threads = -1 }).TrainAsync(split) },
                { "Threads", () => DatasetAudit.RunAsync(split.Train, new AuditOptions { Threads = 5000 }) },
                { "Threads", () => new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { Threads = -1 }).TrainAsync(split) },
                { "Threads", () => new MethodComparison([TrainingCandidate.Features(Backbone.Default)]).RunAsync(split.Train, new ComparisonOptions { Threads = -1 }) },
                { "Threads", () => Done(() => ImageClassifier.Load("m.zip", new ImageClassifierOptions { Threads = -1 })) },
                { "Threads", () => Done(() => new ImageBatchLoader([photo], new ImageBatchLoaderOptions { Threads = -1 })) },
                { "MaxRejectedFraction", () => new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { MaxRejectedFraction = -1 }).TrainAsync(split) },
                { "MaxRejectedFraction", () => new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { MaxRejectedFraction = double.NaN }).TrainAsync(split) },
                { "Resize", () => new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { Resize = (ResizeMode)9 }).TrainAsync(split) },
                { "Width", () => Done(() => new ImageBatchLoader([photo], new ImageBatchLoaderOptions { Width = 0, Height = 0 })) },
                { "Decoder.MaxSide", () => new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { Decoder = new() { MaxSide = -5 } }).TrainAsync(split) },
                { "MaxSide", () => Done(() => new ImageNormalizer(new ImageNormalizerOptions { MaxSide = 1 })) },
            };
        }
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Misuses))]
    public async Task EveryEntryPoint_NamesTheProperty(string property, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(call);
        Assert.Equal((ErrorKind.Usage, ErrorCodes.OptionOutOfRange), (exception.Kind, exception.Code));
        Assert.StartsWith($"{property} ", exception.Expected, StringComparison.Ordinal);
        Assert.StartsWith($"{property} ", exception.Received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4096, false, false, "from 1 to 4096")]
    [InlineData(0, 10, true, false, "above 0 and at most 10")]
    [InlineData(0, 1, false, true, "from 0 to below 1")]
    [InlineData(0, 0.5, true, true, "above 0 and below 0.5")]
    [InlineData(1, double.PositiveInfinity, false, false, "at least 1")]
    [InlineData(1, double.PositiveInfinity, true, false, "above 1")]
    public void Describe_Range_ReadsAsWords(double min, double max, bool minIsExclusive, bool maxIsExclusive, string expected) => Assert.Equal(
        expected, OptionChecks.Describe(new RangeAttribute(min, max) { MinimumIsExclusive = minIsExclusive, MaximumIsExclusive = maxIsExclusive }));

    private static Type Number(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool IsNumber(Type type) => Number(type) == typeof(int) || Number(type) == typeof(long) || Number(type) == typeof(double);

    private static void AssertRefused(string property, object options)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => OptionChecks.Validate(options));
        Assert.Equal(ErrorCodes.OptionOutOfRange, exception.Code);
        Assert.Contains(property, exception.Received, StringComparison.Ordinal);
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
