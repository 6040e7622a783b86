package io.adlib.serve.openrtb;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What Adlib reads of an OpenRTB 2.6 bid request (section 3.2.1); everything else is ignored.
 *
 * @param test 1 when the request is a test, which is answered and never billed
 * @param at 1 where the winner pays what it bid, 2 (also if absent) where it pays the second price
 * @param tmax milliseconds the exchange waits, network included
 * @param wseat seats that may bid; all, if none
 * @param bseat seats that may not
 * @param cur currencies a bid may be in
 * @param bcat categories that may not be shown, by IAB category or the catalogue's names
 * @param badv advertisers that may not be shown, by domain or by id
 */
record BidRequest(
    Optional<String> id,
    Optional<List<Imp>> imp,
    Optional<Site> site,
    Optional<Site> app,
    Optional<Device> device,
    Optional<User> user,
    Optional<Regs> regs,
    Optional<Integer> test,
    Optional<Integer> at,
    Optional<Integer> tmax,
    Optional<List<String>> wseat,
    Optional<List<String>> bseat,
    Optional<List<String>> cur,
    Optional<List<String>> bcat,
    Optional<List<String>> badv) {

  /** A place for one ad (3.2.4). */
  record Imp(
      Optional<String> id,
      Optional<Banner> banner,
      @JsonProperty("native") Optional<NativeImp> nativeAd,
      Optional<String> tagid,
      Optional<BigDecimal> bidfloor,
      Optional<String> bidfloorcur) {}

  /** A banner's size (3.2.6). */
  record Banner(Optional<Integer> w, Optional<Integer> h, Optional<List<Format>> format) {}

  /** One of the sizes a banner may have (3.2.10). */
  record Format(Optional<Integer> w, Optional<Integer> h) {}

  /**
   * A native place (3.2.9).
   *
   * @param request the native request, as JSON in a string
   */
  record NativeImp(Optional<String> request, Optional<String> ver) {}

  /**
   * A site or an app (3.2.13, 3.2.14); of an app, {@code page} is unknown.
   *
   * @param cat IAB categories of the whole
   * @param sectioncat of the section
   * @param pagecat of the page or view
   */
  record Site(
      Optional<String> id,
      Optional<String> domain,
      Optional<String> page,
      Optional<String> search,
      Optional<List<String>> cat,
      Optional<List<String>> sectioncat,
      Optional<List<String>> pagecat,
      Optional<Content> content) {}

  /** What the page is about (3.2.16). */
  record Content(Optional<String> id) {}

  /**
   * The device (3.2.18).
   *
   * @param devicetype AdCOM's list of device types
   * @param dnt 1 for do not track
   * @param lmt 1 for limited ad tracking
   */
  record Device(
      Optional<Integer> devicetype,
      Optional<Geo> geo,
      Optional<Integer> dnt,
      Optional<Integer> lmt) {}

  /**
   * Where the device is (3.2.19).
   *
   * @param country ISO 3166-1 alpha-3
   */
  record Geo(Optional<String> country) {}

  /**
   * The user (3.2.20).
   *
   * @param buyeruid our own id for the user, which the exchange keeps
   * @param consent TCF v2 string
   */
  record User(
      Optional<String> id,
      Optional<String> buyeruid,
      Optional<String> consent,
      Optional<UserExt> ext) {}

  /** Where OpenRTB 2.5 had the consent string. */
  record UserExt(Optional<String> consent) {}

  /**
   * Which laws apply (3.2.3).
   *
   * @param coppa 1 for a child's page
   * @param gdpr 1 where the GDPR holds
   * @param usPrivacy the IAB's four characters
   * @param gpp a string of the Global Privacy Platform
   * @param gppSid numbers of its sections that apply
   */
  record Regs(
      Optional<Integer> coppa,
      Optional<Integer> gdpr,
      @JsonProperty("us_privacy") Optional<String> usPrivacy,
      Optional<String> gpp,
      @JsonProperty("gpp_sid") Optional<List<Integer>> gppSid,
      Optional<RegsExt> ext) {}

  /** Where OpenRTB 2.5 had them. */
  record RegsExt(
      Optional<Integer> gdpr,
      @JsonProperty("us_privacy") Optional<String> usPrivacy,
      Optional<String> gpp,
      @JsonProperty("gpp_sid") Optional<List<Integer>> gppSid) {}
}
