using Xunit;

namespace MlNetCnn.Tests;

public sealed class PreprocessingTests
{
    public static TheoryData<string> Names => ["imagenet", "inception", "caffe", "rescale", "none"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_NameOrText_GivesTheSame(string name)
    {
        var named = Preprocessing.Parse(name);
        Assert.Equal(named, Preprocessing.Parse(named.ToString()));
        Assert.Equal(name, Preprocessing.Parse(named.ToString()).Name);
        Assert.Equal(named, Preprocessing.Parse($" {name.ToUpperInvariant()} "));
    }

    [Fact]
    public void ToString_OddNumbers_ReadBackBitByBit()
    {
        var odd = new Preprocessing([0.1f, 1f / 3, -1e-7f], [float.Pi, 1e7f, 255.00002f], ChannelOrder.Bgr);
        var read = Preprocessing.Parse(odd.ToString());
        Assert.Equal(odd, read);
        Assert.Equal(("custom", ChannelOrder.Bgr), (read.Name, read.ChannelOrder));
        Assert.Equal(odd.GetHashCode(), read.GetHashCode());
    }

    [Fact]
    public void Caffe_Means_AreRedGreenBlue()
    {
        Assert.Equal([123f, 117f, 104f], Preprocessing.Caffe.Mean);
        Assert.Equal("mean=123,117,104;std=1,1,1;order=bgr", Preprocessing.Caffe.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("vgg")]
    [InlineData("mean=1,2,3")]
    [InlineData("mean=1,2,3;std=1,1,1;order=rgb;order=rgb")]
    [InlineData("mean=1,2;std=1,1,1;order=rgb")]
    [InlineData("mean=1,2,x;std=1,1,1;order=rgb")]
    [InlineData("mean=1,2,3;std=1,0,1;order=rgb")]
    [InlineData("mean=1,2,NaN;std=1,1,1;order=rgb")]
    [InlineData("mean=1,2,3;std=1,1,1e-45;order=rgb")]
    [InlineData("mean=1,2,3;std=1,1,1;order=gbr")]
    public void Parse_AnythingElse_IsRefused(string text)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Preprocessing.Parse(text));
        Assert.Equal((ErrorKind.Usage, "PREPROCESSING_INVALID"), (exception.Kind, exception.Code));
        Assert.False(Preprocessing.TryParse(text, out _));
    }

    [Fact]
    public void TryParse_AsSettingsAreRead_GivesWhatParseGives()
    {
        Assert.Equal(Preprocessing.Caffe, Read<Preprocessing>("caffe"));
        Assert.Equal(Augmentation.Standard, Read<Augmentation>("standard"));
        Assert.Null(Read<Augmentation>("standard,flip=7"));
        Assert.Null(Read<Augmentation>(null));

        static T? Read<T>(string? text)
            where T : class, IParsable<T> => T.TryParse(text, null, out var value) && value.Equals(T.Parse(text, null)) ? value : null;
    }

    [Fact]
    public void Constructor_SeveralErrors_NamesAllOfThem()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => new Preprocessing([1, 2], [0, 1, 1]));
        Assert.Contains("mean is 1,2; std is 0,1,1", exception.Received);
    }

    [Fact]
    public void Mean_OfTheCallersArray_IsACopy()
    {
        float[] mean = [1, 2, 3];
        var preprocessing = new Preprocessing(mean, [1, 1, 1]);
        mean[0] = 9;
        Assert.Equal(1, preprocessing.Mean[0]);
    }
}
