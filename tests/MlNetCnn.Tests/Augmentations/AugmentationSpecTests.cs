using System.Globalization;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class AugmentationSpecTests
{
    [Theory]
    [InlineData("light", "crop=0.8..1,brightness=0.1,contrast=0.1")]
    [InlineData("standard", "crop=0.5..1,aspect=3/4..4/3,flip,brightness=0.2,contrast=0.2,saturation=0.2")]
    [InlineData("strong", "crop=0.25..1,flip=0.5,rotate=15,shear=10,brightness=0.4,contrast=0.4,saturation=0.4,erase=0.25")]
    [InlineData("none", "flip=0")]
    public void Parse_Preset_HasTheStatedNumbers(string preset, string spec)
    {
        Assert.Equal(Augmentation.Parse(spec), Augmentation.Parse(preset));
        Assert.Equal(preset, Augmentation.Parse(spec).ToString());
    }

    [Fact]
    public void Parse_DocumentedExample_IsRead()
    {
        var augmentation = Augmentation.Parse("crop=0.5..1,flip,rotate=15,shift=0.1,zoom=0.9..1.1,shear=10,brightness=0.2,fill=reflect");
        var expected = new Augmentation
        {
            CropScale = new(0.5, 1), HorizontalFlip = 0.5, Rotation = 15, WidthShift = 0.1, HeightShift = 0.1, Zoom = new(0.9, 1.1), Shear = 10,
            Brightness = 0.2,
        };
        Assert.Equal(expected, augmentation);
        Assert.Equal("crop=0.5..1,flip,rotate=15,shift=0.1,zoom=0.9..1.1,shear=10,brightness=0.2", augmentation.ToString());
    }

    [Fact]
    public void Parse_PresetAndWords_ChangesThePreset()
    {
        Assert.Equal(Augmentation.Strong with { Erasing = 0, CropScale = null }, Augmentation.Parse(" Strong , erase=0, crop=none"));
        Assert.Equal(Augmentation.Standard with { HorizontalFlip = 0, Fill = FillMode.Constant, FillValue = 128 }, Augmentation.Parse("standard,flip=0,fill=constant,fill-value=128"));
    }

    [Fact]
    public void Parse_EveryWord_ReachesItsOption()
    {
        var spec =
            "crop=0.2..0.9,aspect=0.5..2,flip=0.1,vflip=0.2,rotate=3,width-shift=0.4,height-shift=0.5,zoom=0.6..7,zoom-each-side,shear=8,brightness=0.9," +
            "contrast=0.11,saturation=0.12,hue=0.13,grayscale=0.14,channel-shift=15,blur=16,noise=17,erase=0.18,erase-area=0.19..0.2,erase-aspect=0.21..2.2," +
            "randaugment=3,randaugment-magnitude=24,trivialaugment,fill=wrap,fill-value=25,rescale=0.26,samplewise-center,samplewise-std," +
            "featurewise-center,featurewise-std";
        var expected = new Augmentation
        {
            CropScale = new(0.2, 0.9), CropAspect = new(0.5, 2), HorizontalFlip = 0.1, VerticalFlip = 0.2, Rotation = 3, WidthShift = 0.4,
            HeightShift = 0.5, Zoom = new(0.6, 7), ZoomEachSide = true, Shear = 8, Brightness = 0.9, Contrast = 0.11, Saturation = 0.12, Hue = 0.13,
            Grayscale = 0.14, ChannelShift = 15, Blur = 16, Noise = 17, Erasing = 0.18, ErasingArea = new(0.19, 0.2), ErasingAspect = new(0.21, 2.2),
            RandAugment = 3, RandAugmentMagnitude = 24, TrivialAugment = true, Fill = FillMode.Wrap, FillValue = 25,
            Standardization = new()
            {
                Rescale = 0.26, SamplewiseCenter = true, SamplewiseStd = true, FeaturewiseCenter = true, FeaturewiseStd = true,
            },
        };
        Assert.Equal(expected, Augmentation.Parse(spec));
        Assert.Equal(spec, expected.ToString());
        Assert.Equal(AugmentationRegistry.Parameters.Count - 1, spec.Split(',').Length);
    }

    [Fact]
    public void ToString_RandomSpecs_ReadTheSameAgain()
    {
        var random = new Random(11);
        for (var i = 0; i < 2000; i++)
        {
            var augmentation = Augmentation.Parse(RandomSpec(random));
            var written = augmentation.ToString();
            Assert.Equal(augmentation, Augmentation.Parse(written));
            Assert.Equal(written, Augmentation.Parse(written).ToString());
        }
    }

    [Theory]
    [InlineData("rotate=200", "'rotate=200': rotate=X, X 0..180, degrees either way")]
    [InlineData("rotate", "'rotate': rotate=X")]
    [InlineData("rotate=", "'rotate=': rotate=X")]
    [InlineData("rotate=NaN", "'rotate=NaN'")]
    [InlineData("rotate=1,5", "'5': unknown parameter")]
    [InlineData("crop=0.5", "'crop=0.5': crop=A..B, 0.01 <= A <= B <= 1")]
    [InlineData("crop=1..0.5", "'crop=1..0.5'")]
    [InlineData("zoom=none", "'zoom=none': zoom=A..B")]
    [InlineData("zoom=1..2..3", "'zoom=1..2..3'")]
    [InlineData("zoom=1..1/0", "'zoom=1..1/0'")]
    [InlineData("fill=2", "'fill=2': fill=reflect|nearest|wrap|constant")]
    [InlineData("randaugment=1.5", "'randaugment=1.5'")]
    [InlineData("trivialaugment=1", "'trivialaugment=1': trivialaugment, without a value")]
    [InlineData("flipp", "'flipp': unknown parameter; did you mean flip")]
    [InlineData("flip,standard", "'standard': a preset must come first")]
    [InlineData("flip,,rotate=1", "'': the parameter is empty")]
    [InlineData("", "'': the parameter is empty")]
    [InlineData("flip,flip=1", "'flip=1': flip is specified twice")]
    [InlineData("light,function", "'function': a function can be set in code only")]
    public void Parse_Error_NamesTheWordAndWhatIsAllowed(string spec, string named)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Augmentation.Parse(spec));
        Assert.Equal((ErrorKind.Usage, "AUGMENT_SPEC"), (exception.Kind, exception.Code));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.Contains("light", exception.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralErrors_AreAllInOneError()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Augmentation.Parse("crop=2..3,flip,hue=0.7,blurr=1"));
        Assert.All(new[] { "'crop=2..3'", "'hue=0.7'", "'blurr=1'" }, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("'flip'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OptionsOutOfRange_AreAllInOneError()
    {
        var augmentation = Augmentation.Light with { Rotation = double.NaN, Zoom = new(2, 1), Fill = (FillMode)9, RandAugment = -1 };
        var exception = Assert.Throws<MlNetCnnException>(augmentation.Validate);
        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
        Assert.All(new[] { "rotate", "zoom", "fill", "randaugment" }, word => Assert.Contains(word, exception.Expected, StringComparison.Ordinal));
        Assert.DoesNotContain("crop", exception.Expected, StringComparison.Ordinal);
        Assert.All(AugmentationRegistry.Presets, preset => preset.Value.Validate());
    }

    [Fact]
    public void ToString_Function_IsShown() =>
        Assert.Equal("flip,function", new Augmentation { HorizontalFlip = 0.5, Function = (_, _, _, _) => { } }.ToString());

    private static string RandomSpec(Random random)
    {
        var words = new List<string>();
        if (random.Next(3) == 0)
        {
            words.Add(AugmentationRegistry.Presets[random.Next(4)].Name);
        }

        Add("crop", () => random.Next(5) == 0 ? "none" : Range(0.01, 1));
        Add("aspect", () => Range(0.1, 10));
        Add("flip", () => Number(0, 1));
        Add("vflip", () => Number(0, 1));
        Add("rotate", () => Number(0, 180));
        Add("shift", () => Number(0, 1));
        Add("width-shift", () => Number(0, 1));
        Add("height-shift", () => Number(0, 1));
        Add("zoom", () => Range(0.1, 10));
        Add("zoom-each-side", () => null);
        Add("shear", () => Number(0, 80));
        Add("brightness", () => Number(0, 1));
        Add("hue", () => Number(0, 0.5));
        Add("channel-shift", () => Number(0, 255));
        Add("blur", () => Number(0, 20));
        Add("erase", () => Number(0, 1));
        Add("erase-area", () => Range(0.001, 1));
        Add("randaugment", () => random.Next(2) == 0 ? null : random.Next(15).ToString(CultureInfo.InvariantCulture));
        Add("randaugment-magnitude", () => Number(0, 30));
        Add("trivialaugment", () => null);
        Add("fill", () => Enum.GetNames<FillMode>()[random.Next(4)]);
        Add("fill-value", () => Number(0, 255));
        Add("rescale", () => Number(1e-6, 1));
        Add("samplewise-std", () => null);
        return words.Count == 0 ? "none" : string.Join(random.Next(2) == 0 ? "," : " , ", words);

        void Add(string name, Func<string?> value)
        {
            if (random.Next(3) == 0)
            {
                words.Add(value() is { } written ? $"{name}={written}" : name);
            }
        }

        double Value(double min, double max) => random.Next(4) == 0 ? max : min + ((max - min) * random.NextDouble());

        string Number(double min, double max) => Value(min, max).ToString("R", CultureInfo.InvariantCulture);

        string Range(double min, double max)
        {
            var from = Value(min, max);
            return new ValueRange(from, Value(from, max)).ToString();
        }
    }
}
