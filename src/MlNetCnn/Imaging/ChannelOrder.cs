namespace MlNetCnn.Imaging;

/// <summary>In which order a network takes the colours of a pixel.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as networks trained with Caffe or OpenCV want it.</summary>
    Bgr,
}
