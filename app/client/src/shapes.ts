/** Names of the shop's shapes, out of the generated contract: the one file to touch when the contract moves. Money is in fen. */
import type { components, paths } from './schema'

type Schemas = components['schemas']
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never
/** What `GET path` answers. */
type Got<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: infer Answer } } } ? Json<Answer> : never

/** What `POST path` takes: named by its route, since names of bodies move as the contract grows. */
type Sent<Path extends keyof paths> = paths[Path] extends { post: { requestBody: infer Asked } } ? Json<Asked> : never

export interface Page<T> { items: T[]; nextCursor: string | null }

export type Bootstrap = Schemas['Bootstrap']
export type Home = Schemas['Home']
export type Category = Schemas['CategoryView']

export type ProductCard = Schemas['ProductCard']
export type ProductSort = 'recommended' | 'sales' | 'price_asc' | 'price_desc' | 'newest'
export type ProductPage = Schemas['ProductList']
export type Facets = Schemas['Facets']
export type PriceBand = Schemas['PriceBand']
export type AttributeFacet = Schemas['AttributeFacet']
export type ProductDetail = Schemas['ProductDetail']
export type Sku = Schemas['SkuView']
export type LiveAvailability = Schemas['LiveAvailability']

export type GroupCards = Schemas['GroupCards']
export type GroupCard = Schemas['GroupCard']
export type ProductGroup = Schemas['ProductGroup']
export type GroupOffer = Schemas['GroupOffer']
export type OpenTeam = Schemas['OpenTeam']
export type TeamPage = Schemas['TeamPage']
export type TeamSeat = Schemas['SeatView']

export type Member = Schemas['MemberView']
export type Session = Schemas['Session']
export type LevelPage = Schemas['LevelPage']
export type LevelOffer = Schemas['LevelOffer']
export type GrowthEntry = Schemas['GrowthEntryView']
export type Birthday = Schemas['BirthdayView']
export type Child = Schemas['Child']
export type ChildIn = Schemas['ChildBody']
export type MemberCard = Schemas['CardView']
export type OwnData = Schemas['PrivacyView']
export type OwnDataExport = Schemas['ExportView']
export type OwnDataFile = Schemas['ExportFile']

export type Cart = Schemas['CartView']
export type CartLine = Schemas['CartLine']
export type Totals = Schemas['Totals']
export type Derivation = Schemas['Derivation']
/** A line of the guest's cart, as it is kept on the phone and sent to be priced. */
export type StoredLine = Sent<'/api/mini/cart/preview'>['lines'][number]

export type AddressList = Schemas['AddressList']
export type Address = Schemas['AddressView']
export type AddressIn = Schemas['AddressBody']
export type AddressText = Schemas['PostalAddress']

export type Quote = Schemas['QuoteView']
export type OrderIn = Sent<'/api/mini/orders'>
/** What is bought through: a team or a bargain. */
export type ActivityIn = NonNullable<OrderIn['activity']>
export type CouponAdvice = Schemas['CouponAdvice']
export type CouponChoice = Schemas['CouponChoice']
export type Miss = Schemas['Miss']

export type PointsView = Schemas['PointsView']
export type PointsLine = Schemas['PointsLine']
export type PointsShare = NonNullable<Quote['points']>

export type CouponOffer = Schemas['CouponOffer']
export type CouponCentre = Schemas['CouponCentre']
export type CouponClaimed = Schemas['Claimed']
export type CouponKind = CouponOffer['kind']
export type WalletCoupon = Schemas['WalletCoupon']
export type CouponShelf = 'usable' | 'used' | 'expired'
export type ProductOffers = Schemas['ProductOffers']
export type OfferTag = Schemas['OfferTag']
export type TimedSku = Schemas['TimedSku']
export type Bundle = Schemas['BundleView']

export type BargainItem = Schemas['BargainItem']
export type BargainItems = Schemas['BargainItems']
export type BargainCard = Schemas['BargainCard']
export type BargainPage = Schemas['BargainPage']
export type BargainProof = Schemas['BargainProof']
export type BargainRecord = Schemas['BargainRecord']
export type HelpResult = Schemas['HelpResult']

export type SubscriptionPage = Schemas['SubscriptionPage']
export type PlanOffer = Schemas['PlanOffer']
export type OwnSubscription = Schemas['OwnSubscription']
export type OwnPeriod = Schemas['OwnPeriod']
export type Upgrade = Schemas['UpgradeView']
export type SubscriptionPurchase = Schemas['SubscriptionPurchase']
export type PurchaseCheck = Schemas['PurchaseCheck']
export type SigningJump = Schemas['SigningJump']

export type FlashPage = Schemas['FlashPage']
export type FlashSession = Schemas['FlashSessionView']
export type FlashItem = Schemas['FlashItemView']
export type FlashPlace = Schemas['FlashPlace']
export type FlashTicket = Schemas['FlashTicketView']
export type FlashUnlock = Schemas['FlashUnlock']

export type CheckInPage = Schemas['CheckInPage']
export type CheckInResult = Schemas['CheckInResult']
export type TaskPage = Schemas['TaskPage']
export type TaskView = Schemas['TaskView']
export type TaskClaim = Schemas['TaskClaim']
export type LotteryBrief = Schemas['LotteryBrief']
export type LotteryPage = Schemas['LotteryPage']
export type LotteryPrize = Schemas['PrizeView']
export type LotteryDraw = Schemas['DrawView']
export type DrawResult = Schemas['DrawResult']
export type LotteryRound = Schemas['RoundBrief']
export type RoundRecord = Schemas['RoundRecord']
export type RedeemShop = Schemas['RedeemShop']
export type RedeemItem = Schemas['RedeemItemView']
export type RedeemResult = Schemas['RedeemResult']
export type Award = Schemas['AwardView']

export type OrderCard = Schemas['OrderCard']
export type OrderStatus = OrderCard['status']
export type OrderAction = OrderCard['actions'][number]
export type OrderListState = 'all' | 'pending_payment' | 'to_ship' | 'to_receive' | 'completed' | 'after_sale'
export type OrderDetail = Schemas['OrderDetail']
export type ParcelDetail = Got<'/api/mini/orders/{order_id}/parcels/{parcel_id}'>
export type Payment = Schemas['PayParams']
export type PaymentCheck = Schemas['PaymentCheck']

export type AfterSaleKind = AfterSaleIn['kind']
export type AfterSaleOptions = Schemas['AfterSaleOptions']
export type LineQuantity = AfterSaleIn['lines'][number]
export type RefundPreview = Schemas['AfterSalePreview']
export type AfterSaleIn = Sent<'/api/mini/after-sales'>
export type AfterSale = Schemas['AfterSaleView']
export type Upload = Schemas['UploadedImage']
export type Courier = Schemas['CourierName']

export type OwnUgc = Schemas['OwnUgc']
export type ToReview = Schemas['ToReview']
export type ReviewView = Schemas['ReviewView']
export type ReviewSummary = Schemas['ReviewSummary']
export type ProductReviews = Schemas['ProductReviews']
export type SkuCount = Schemas['SkuCount']
export type PostView = Schemas['PostView']
export type UgcPicture = Schemas['PictureView']
export type Helpful = Schemas['Helpful']
export type ReviewIn = Sent<'/api/mini/reviews'>
export type PostIn = Sent<'/api/mini/posts'>
/** The guide who looks after the member; none: nobody in particular. */
export type OwnGuide = Schemas['OwnGuide']
export type GuideCard = Schemas['GuideCard']
